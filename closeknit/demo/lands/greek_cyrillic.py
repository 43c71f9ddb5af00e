"""Greece, Bulgaria and Ukraine."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

GREECE = Land(
    country="GR",
    language="el",
    organizations=9,
    given=words(
        "Γιώργος=giorgos Ελένη=eleni Δημήτρης=dimitris Κατερίνα=katerina Νίκος=nikos Μαρία=maria Θανάσης=thanasis Σοφία=sofia Ηλίας=ilias Χρυσούλα=chrysoula"
    ),
    family=words(
        "Νικολάου=nikolaou Οικονόμου=oikonomou Βασιλείου=vasileiou Δημητρίου=dimitriou Αθανασίου=athanasiou Γεωργίου=georgiou Παπαγεωργίου=papageorgiou Ιωάννου=ioannou Χριστοδούλου=christodoulou"
    ),
    stems=words("Αιγαίο=aigaio Όλυμπος=olympos Ήπειρος=ipeiros Ίδη=idi Πίνδος=pindos"),
    firms=(("dairy", "Γαλακτοκομικά {}"), ("fruit", "Ελαιουργία {}"), ("quarry", "Μάρμαρα {}"), ("grain", "Μύλοι {}")),
    places=(
        Place("Θεσσαλονίκη", "54# ##"),
        Place("Λάρισα", "41# ##"),
        Place("Ηράκλειο", "71# ##"),
        Place("Βόλος", "38# ##"),
    ),
    streets=("Οδός Μύλου", "Λεωφόρος Αθηνών", "Λιμένος", "Βιομηχανική Περιοχή"),
    legal="Α.Ε.",
    street_pattern="{street} {number}",
)

BULGARIA = Land(
    country="BG",
    language="bg",
    organizations=8,
    given=words(
        "Елена=elena Цветана=tsvetana Радка=radka Йорданка=yordanka Десислава=desislava Снежана=snezhana Мария=maria Гергана=gergana"
    ),
    family=words(
        "Иванова=ivanova Петрова=petrova Димитрова=dimitrova Стоянова=stoyanova Ангелова=angelova Тодорова=todorova Христова=hristova"
    ),
    stems=words("Тракия=trakia Родопи=rodopi Балкан=balkan Дунав=dunav"),
    firms=(("dairy", "Млекозавод {}"), ("grain", "Мелница {}"), ("fruit", "{} Плод"), ("chemicals", "{} Хим")),
    places=(Place("Пловдив", "40##"), Place("Русе", "70##"), Place("Варна", "90##"), Place("Стара Загора", "60##")),
    streets=("ул. Млечна", "бул. България", "ул. Пристанищна", "ул. Железарска"),
    legal="ООД",
    street_pattern="{street} {number}",
)

UKRAINE = Land(
    country="UA",
    language="uk",
    organizations=8,
    given=words(
        "Олександр=oleksandr Оксана=oksana Тарас=taras Соломія=solomiia Богдан=bohdan Ірина=iryna Юрій=yurii Любов=liubov Євген=yevhen"
    ),
    family=words(
        "Шевченко=shevchenko Коваленко=kovalenko Бондаренко=bondarenko Ткачук=tkachuk Мельник=melnyk Кравець=kravets Лисенко=lysenko Гриценко=hrytsenko"
    ),
    stems=words("Дніпро=dnipro Карпати=karpaty Поділля=podillia Волинь=volyn"),
    firms=(("grain", "Елеватор {}"), ("dairy", "Молокозавод {}"), ("bakery", "Хлібозавод {}"), ("steel", "{} Метал")),
    places=(Place("Львів", "79###"), Place("Вінниця", "21###"), Place("Полтава", "36###"), Place("Тернопіль", "46###")),
    streets=("вул. Млинська", "вул. Заводська", "вул. Шевченка", "просп. Свободи"),
    legal="ТОВ",
    street_pattern="{street}, {number}",
)
