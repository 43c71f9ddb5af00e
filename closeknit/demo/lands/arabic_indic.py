"""The Emirates, Egypt and India."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

EMIRATES = Land(
    country="AE",
    language="ar",
    organizations=7,
    given=words(
        "محمد=mohammed فاطمة=fatima أحمد=ahmed مريم=maryam خالد=khalid نورة=noura يوسف=yousef هند=hind سعيد=saeed"
    ),
    family=words(
        "المنصوري=almansoori الشامسي=alshamsi الكعبي=alkaabi الظاهري=aldhaheri النعيمي=alnuaimi البلوشي=albalushi المهيري=almuhairi"
    ),
    stems=words("الخليج=alkhaleej الواحة=alwaha النخيل=alnakheel الصقر=alsaqr"),
    firms=(("dairy", "ألبان {}"), ("fruit", "تمور {}"), ("steel", "حديد {}"), ("logistics", "{} للشحن")),
    places=(Place("دبي", ""), Place("أبوظبي", ""), Place("الشارقة", "")),
    streets=("شارع الميناء", "شارع المطار", "المنطقة الصناعية"),
    legal="ذ.م.م",
    street_pattern="{street} {number}",
)

EGYPT = Land(
    country="EG",
    language="ar",
    organizations=5,
    given=words("مصطفى=mostafa سلمى=salma عمر=omar هالة=hala طارق=tarek نادية=nadia"),
    family=words("عبد_الرحمن=abdelrahman السيد=elsayed منصور=mansour حسنين=hassanein فهمي=fahmy"),
    stems=words("النيل=elnil الدلتا=eldelta الفيوم=elfayoum"),
    firms=(("grain", "مطاحن {}"), ("sweets", "حلويات {}"), ("concrete", "أسمنت {}")),
    places=(Place("القاهرة", "115##"), Place("الإسكندرية", "215##"), Place("طنطا", "315##")),
    streets=("شارع رمسيس", "طريق الكورنيش", "شارع المصانع"),
    legal="ش.م.م",
    street_pattern="{number} {street}",
)

INDIA = Land(
    country="IN",
    language="hi",
    organizations=10,
    given=words(
        "राहुल=rahul प्रिया=priya अमित=amit सुनीता=sunita विकास=vikas कविता=kavita संजय=sanjay अनन्या=ananya दीपक=deepak मीरा=meera"
    ),
    family=words(
        "शर्मा=sharma पटेल=patel वर्मा=verma मिश्रा=mishra गुप्ता=gupta सिंह=singh यादव=yadav जोशी=joshi कुलकर्णी=kulkarni"
    ),
    stems=words("गंगा=ganga हिमालय=himalaya नर्मदा=narmada सह्याद्री=sahyadri"),
    firms=(
        ("dairy", "{} दुग्ध उद्योग"),
        ("grain", "{} आटा मिल"),
        ("sweets", "{} मिष्ठान्न"),
        ("steel", "{} इस्पात"),
        ("feed", "{} पशु आहार"),
    ),
    places=(
        Place("पुणे", "411###", "महाराष्ट्र"),
        Place("लखनऊ", "226###", "उत्तर प्रदेश"),
        Place("इंदौर", "452###", "मध्य प्रदेश"),
        Place("जयपुर", "302###", "राजस्थान"),
    ),
    streets=("महात्मा गांधी मार्ग", "औद्योगिक क्षेत्र", "स्टेशन रोड", "नेहरू नगर"),
    legal="प्रा. लि.",
    street_pattern="{number}, {street}",
)
