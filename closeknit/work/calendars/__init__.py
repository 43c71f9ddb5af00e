"""Calendars: meetings, the page that shows them beside what is due, a feed for other programs, files of invitations."""
