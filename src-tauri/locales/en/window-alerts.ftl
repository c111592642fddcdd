### Alerts: what Vigil did, and why.

alerts = { -alerts }
alerts-sentence = What { -vigil } did, and why. Newest first.
alerts-read-all = Mark all as read
alerts-none = No alert so far
alerts-none-sentence = When a program goes silent and { -vigil } stops the toys, this page says what happened and why.
go-to-watch = Go to Watch
alerts-failed = The alerts could not be looked through. { $why }
alerts-no-match = No alert matches what you chose.
show-all = Show all
show-older = Show older

## One alert

alert-line = { $when } · { $cause }
alert-line-unread = { $when } · { $cause } · not read
mark-this-read = Mark as read: this alert
mark-read = Mark as read
alert-only-own-toys = Stop only its own toys next time
alert-go-to-limit = Go to the limit
alert-mute = Do not tell me again
alert-unmute = Tell me again
alert-about = : { $cause }
alert-muted = You are not told when this happens: { $cause }. It is listed here all the same.
alert-toys = Toys that were stopped
fact-program = Program
fact-silent = Silent for
fact-limit = Limit
fact-limit-off = off
fact-late = { -vigil } reacted in
alert-times = { $count } times, { $when }
alert-pings =
    { $count ->
        [one] the last { $count } ping, at most { $longest } apart
       *[other] the last { $count } pings, at most { $longest } apart
    }
alert-pings-silence = { $pings }, then { $silence } of silence
toy-unconfirmed = did not confirm that it stopped
toy-untold = nothing could be told to it
toy-still = stands still
toy-still-after = still after { $time }
repeats = Each time, the last one first
repeats-earlier = The last of these stands for { $count }: earlier ones are only counted.

## Finding alerts

alerts-find = Find alerts
alerts-search = Search in alerts
alerts-search-here = Search in alerts…
alerts-cause = Cause
alerts-every-cause = Every cause
alerts-program = Program
alerts-every-program = Every program
option-count = { $name } ({ $count })
alerts-found =
    { $count ->
        [one] { $count } alert
       *[other] { $count } alerts
    }
alerts-found-some =
    { $all ->
        [one] { $found } of { $all } alert
       *[other] { $found } of { $all } alerts
    }
program-and-page = { $name }, { $origin }

## The history as a file, and without it

alerts-clear-question = Clear the history
alerts-clear-sure = Delete all alerts for good?
alerts-clear-yes = Delete all
alerts-clear-no = Keep them
alerts-clear = Clear history
alerts-save = Save alerts as a file
save-as = Save as…
save-these-as = Save these as…
export-csv = Table (CSV)
export-csv-use = for a spreadsheet
export-json = Data (JSON)
export-json-use = with all that is known
alerts-saved =
    { $count ->
        [one] { $count } alert was saved as { $path }
       *[other] { $count } alerts were saved as { $path }
    }
