"""Great Britain and Ireland."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

BRITAIN = Land(
    country="GB",
    language="en",
    organizations=108,
    given=words(
        "Amelia Oliver Isla George Ava Harry Mia Jack Ivy Noah Lily Charlie Freya Thomas Florence James Willow William Rosie "
        "Arthur Sophie Henry Grace Edward Evie Samuel Aisha Imran Priyanka Rhys Siân Callum Eilidh Hamish Morag Chidi Ngozi "
        "Kwame Zainab Yusuf Meera Rajesh Joanne Deborah Keith Graham Pauline Nigel Trevor Lorraine"
    ),
    family=words(
        "Ashworth Barraclough Crossley Dewhirst Entwistle Fairclough Greenwood Hardcastle Illingworth Jowett Kershaw Lumb "
        "Metcalfe Naylor Oldroyd Pickles Ramsden Sutcliffe Tordoff Umpleby Verity Waterhouse Yeadon Ackroyd Blamires Clegg "
        "Driscoll Evans Fraser Gillespie Hussain Iqbal Jones Khan Llewellyn MacLeod Nwosu O'Neill Patel Quayle Rowlands "
        "Sinclair Thwaite Udall Vaughan Whiteley Okafor Mensah Begum Chowdhury"
    ),
    stems=words(
        "Ashdown Blackthorn Calder Derwent Eskdale Fellside Garth Harrow_Moor Ingleby Jorvik Kirkstone Langdale Malham Nidd "
        "Otterburn Pennine Quernmore Rydal Swale Tarn Ullswater Vale Wharfe Yarrow Aire Bowland Coquet Dunmail Ebor Frosterley"
    ),
    firms=(
        ("dairy", "{} Creamery"),
        ("dairy", "{} Dairy"),
        ("bakery", "{} Bakeries"),
        ("feed", "{} Feeds"),
        ("grain", "{} Mills"),
        ("meat", "{} Meats"),
        ("fish", "{} Seafoods"),
        ("brewery", "{} Brewery"),
        ("fruit", "{} Growers"),
        ("sweets", "{} Toffee Works"),
        ("quarry", "{} Aggregates"),
        ("concrete", "{} Ready Mix"),
        ("steel", "{} Steel"),
        ("recycling", "{} Metals Recycling"),
        ("logistics", "{} Freight"),
        ("chemicals", "{} Coatings"),
        ("pharma", "{} Laboratories"),
    ),
    places=(
        Place("Leeds", "LS## #XX", "West Yorkshire"),
        Place("York", "YO## #XX", "North Yorkshire"),
        Place("Hull", "HU# #XX", "East Yorkshire"),
        Place("Sheffield", "S## #XX", "South Yorkshire"),
        Place("Manchester", "M## #XX", "Greater Manchester"),
        Place("Preston", "PR# #XX", "Lancashire"),
        Place("Carlisle", "CA# #XX", "Cumbria"),
        Place("Newcastle upon Tyne", "NE## #XX", "Tyne and Wear"),
        Place("Lincoln", "LN# #XX", "Lincolnshire"),
        Place("Bristol", "BS## #XX", ""),
        Place("Cardiff", "CF## #XX", "South Glamorgan"),
        Place("Aberdeen", "AB## #XX", "Aberdeenshire"),
        Place("Glasgow", "G## #XX", ""),
        Place("Belfast", "BT## #XX", "County Antrim"),
        Place("Norwich", "NR# #XX", "Norfolk"),
    ),
    streets=(
        "Mill Lane",
        "Station Road",
        "Canal Wharf",
        "Foundry Street",
        "Airedale Industrial Estate",
        "Dock Road",
        "Brewery Yard",
        "Quarry Hill",
        "Sandbeck Way",
        "Enterprise Way",
        "Victoria Road",
        "Old Maltings",
        "Weir Street",
    ),
    legal="Ltd",
    phones=(
        "0113 496 0###",
        "0114 496 0###",
        "0115 496 0###",
        "0116 496 0###",
        "0117 496 0###",
        "0121 496 0###",
        "0131 496 0###",
        "0141 496 0###",
        "0161 496 0###",
        "0191 498 0###",
        "01632 960###",
    ),
    mobiles=("07700 900###",),
)

IRELAND = Land(
    country="IE",
    language="en",
    organizations=16,
    given=words(
        "Aoife Conor Niamh Cillian Saoirse Oisín Róisín Eoghan Caoimhe Fionn Sinéad Pádraig Gráinne Tadhg Éabha Ciarán Orla Dara"
    ),
    family=words(
        "Ó_Briain Murphy Ní_Dhomhnaill Byrne Ó_Súilleabháin Kelly Walsh Mac_Cárthaigh Doyle Gallagher Kennedy Lynch Nolan Brennan Quinn"
    ),
    stems=words("Ardmore Boyne Clonakilty Dingle Eirne Foyle Glenbeigh Inishowen Kilmore Liffey Moher Slaney"),
    firms=(
        ("dairy", "{} Co-operative Creameries"),
        ("feed", "{} Agri Feeds"),
        ("meat", "{} Beef"),
        ("fish", "{} Oysters"),
        ("pharma", "{} Biologics"),
        ("grain", "{} Oat Mills"),
    ),
    places=(
        Place("Cork", "T## XX##", "Munster"),
        Place("Galway", "H## XX##", "Connacht"),
        Place("Waterford", "X## XX##", "Munster"),
        Place("Dublin", "D## XX##", "Leinster"),
    ),
    streets=("Quay Street", "Creamery Road", "Harbour Road", "Mill Road", "Shannon Business Park"),
    legal="DAC",
    phones=("+353 20 91# ####",),
)
