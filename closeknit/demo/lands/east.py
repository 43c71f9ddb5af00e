"""China and Japan."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

CHINA = Land(
    country="CN",
    language="zh",
    organizations=8,
    given=words("伟=wei 芳=fang 秀英=xiuying 建国=jianguo 丽娜=lina 志强=zhiqiang 雪梅=xuemei 子涵=zihan 国华=guohua"),
    family=words("王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 赵=zhao 欧阳=ouyang"),
    stems=words("东海=donghai 长江=changjiang 泰山=taishan 西湖=xihu"),
    firms=(("dairy", "{}乳业"), ("grain", "{}粮油"), ("steel", "{}钢铁"), ("chemicals", "{}化工")),
    places=(Place("上海", "200###"), Place("杭州", "310###"), Place("青岛", "266###"), Place("成都", "610###")),
    streets=("人民路", "工业大道", "港口路", "中山路"),
    legal="有限公司",
    street_pattern="{street}{number}号",
    family_follows=True,
)

JAPAN = Land(
    country="JP",
    language="ja",
    organizations=6,
    given=words("翔太=shota さくら=sakura 健一=kenichi 陽子=yoko 大輔=daisuke 美咲=misaki 浩=hiroshi"),
    family=words("佐藤=sato 鈴木=suzuki 高橋=takahashi 渡辺=watanabe 小林=kobayashi 山本=yamamoto"),
    stems=words("富士=fuji 北斗=hokuto 瀬戸=seto"),
    firms=(("dairy", "{}乳業"), ("fish", "{}水産"), ("brewery", "{}酒造")),
    places=(Place("札幌市", "060-####"), Place("神戸市", "650-####"), Place("静岡市", "420-####")),
    streets=("中央通", "港町", "工業団地"),
    legal="株式会社",
    street_pattern="{street}{number}",
    family_follows=True,
)
