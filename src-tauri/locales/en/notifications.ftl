### What the desktop shows, beside alerts themselves; message boxes and dialogs of the system's own.

notification-stop = Stop everything
notification-stop-key = The stop key { $key } does not work. Look at Vigil's window.
notification-more =
    { $more ->
        [1] { $sentence } One more alert came just before. Vigil's window lists it.
       *[other] { $sentence } { $more } more alerts came just before. Vigil's window lists them.
    }
notification-missed =
    { $lost ->
        [1] One earlier notification could not be shown. Vigil's window lists all alerts.
       *[other] { $lost } earlier notifications could not be shown. Vigil's window lists all alerts.
    }

dialog-save-alerts = Save alerts
dialog-save-log = Save the log

ended-by-failure =
    A part of Vigil failed, so Vigil has closed. Every toy was stopped first.

    Programs cannot move toys until you start Vigil again. This is a fault in Vigil itself: its log says what happened; please report it.
ended-by-failure-unconfirmed =
    A part of Vigil failed, so Vigil has closed. Not every toy confirmed that it stopped: if one still moves, switch it off by hand.

    Programs cannot move toys until you start Vigil again. This is a fault in Vigil itself: its log says what happened; please report it.
