"""What happened with the characters: who changed and noted what, so many days ago, at a time of day."""

from __future__ import annotations

from typing import Any

EDITS: tuple[tuple[str, str, float, str, dict[str, Any]], ...] = (
    ("tomas", "kestrel", 612, "16:12", {"status": "customer"}),
    ("priya", "piet", 540, "09:44", {"title": "Production and maintenance manager"}),
    ("tomas", "kestrel", 430, "11:02", {"employees": 420}),
    ("mireille", "kestrel", 395, "14:30", {"tags": "dairy, key account, pays late"}),
    ("tomas", "malcolm", 404, "08:55", {"description": "Bought from us at Kestrel; moved to Alder Foods."}),
    ("jonas", "thirsk", 61, "17:20", {"employees": 151}),
    ("tomas", "sam", 33, "10:05", {"title": "Senior process engineer"}),
)

NOTES: tuple[tuple[str, str, float, str, str], ...] = (
    ("tomas", "kestrel", 729, "15:40", "First visit in York. They weigh pallets by hand at two of three plants and lose an hour a shift. Hannah wants figures before she wants scales."),
    ("tomas", "hannah", 729, "15:55", "Decides on money above 20,000. Prefers a call before ten. Never send her a brochure."),
    ("tomas", "malcolm", 702, "12:15", "Took me round Selby. He will push it if the drives are wash-down proof."),
    ("jonas", "kestrel", 655, "10:20", "Site survey in Thirsk with Piet: floor is level within 4 mm, drain runs where the second platform should stand. Moved it 80 cm in the drawing."),
    ("tomas", "kestrel", 612, "16:20", "Order signed: six platform scales, two printers, calibration for three years. Hannah asked for one invoice per plant."),
    ("jonas", "thirsk", 560, "17:05", "All four platforms in and calibrated. Piet signed. One cable tray is still open, we come back on Thursday."),
    ("priya", "piet", 540, "09:50", "Rang because line 2 shows E07 after the night shift. Load cell plug was wet. Sent two sealed plugs, asked him to photograph the gland."),
    ("mireille", "kestrel", 470, "11:35", "Invoice 20218 was paid 23 days late again. Laura says the approval waits for Hannah's signature; she suggests to send a copy to her."),
    ("ada", "hannah", 402, "13:10", "Met at the Harrogate dinner. Happy with the scales, less so with how long the reports take to print. Promised to show her the export."),
    ("jonas", "ripon", 318, "15:45", "Yearly calibration in Ripon, all within limits. Scale 4 drifts towards the end of the shift, watch it."),
    ("tomas", "kestrel", 240, "10:00", "Review of the year with Hannah and Piet. They think about in-line checkweighers for Ripon; budget would be from April."),
    ("priya", "kestrel", 214, "14:25", "Training for eleven operators in Selby. Two of them only read Polish: send the short manual in Polish."),
    ("tomas", "alder", 188, "16:45", "Ife had them at our stand in Harrogate for twenty minutes. They fill trays by eye and give away about two per cent."),
    ("tomas", "alder", 171, "11:30", "Called Malcolm: knows our scales from Kestrel, has no budget before the new line. Ring again when the line is ordered."),
    ("tomas", "kestrel", 96, "10:40", "Sam will evaluate three makes of checkweighers for Ripon. Criteria: wash-down, change-over under two minutes, data into their own system."),
    ("tomas", "sam", 74, "16:05", "Showed him the demonstrator in Leeds. Liked the change-over, doubts the reject arm at 120 a minute. Sent the film of the trial."),
    ("priya", "thirsk", 52, "08:35", "Display on line 2 flickers after the wash-down, first time. Told them to dry the seal; if it comes back we change the cover."),
    ("tomas", "laura", 41, "09:20", "Laura keeps the board's calendar. If it has to be quick, ask her and not Hannah."),
    ("jonas", "thirsk", 34, "12:50", "Installation of the second line: eight of eleven steps done. Electricity on the mezzanine is theirs and late."),
    ("tomas", "kestrel", 27, "11:08", "In-line checkweighers, Ripon: EUR 184,000, three lines. Hannah wants payment in thirds. Quote promised for the end of the week."),
    ("tomas", "laura", 9, "15:30", "Site visit of the board in Leeds: Laura asks for two dates. Promised to call her back by Friday."),
    ("priya", "piet", 4, "14:32", "The display on line 2 flickers again after wash-down. Third time this month; he asks for a cover before the audit on the twelfth."),
    ("jonas", "thirsk", 4, "09:50", "Cable trays are closed. Piet walked the line with me and is content."),
    ("tomas", "kestrel", 1, "17:05", "Sent Hannah the second version of the quote: thirds, delivery in week 11, discount as agreed. Not opened yet."),
    ("priya", "thirsk", 1, "14:40", "Piet called, eleven minutes: flicker on line 2 again. Cover ordered, answer promised for three o'clock tomorrow."),
    ("mireille", "kestrel", 0.08, "", "Invoice 20418, EUR 6,240, is twelve days late. Reminded Laura by telephone; she says it needs a signature that is not there."),
    ("tomas", "hannah", 0.04, "", "Automatic reply to the quote this morning: “I no longer work at Kestrel Dairies. For payments and purchases please write to Sam Whitlock.” Find out who decides now, and where she went."),
)  # fmt: skip
