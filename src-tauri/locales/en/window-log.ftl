### Log: what Vigil does, in detail.

log = { -log }
log-sentence = What { -vigil } does, in detail. It helps whoever helps you find a fault.
log-level = How much to show
log-level-error = Errors only
log-level-warn = Warnings and worse
log-level-info = The usual
log-level-debug = With details
log-level-trace = Everything
log-filter = Show lines that contain
log-filter-here = Show lines that contain…
pause = Pause
go-on = Go on
log-copy = Copy the lines that are shown
copy = Copy
log-save = Save the lines that are shown
log-open-folder = Open the folder of the log's files
open-folder = Open folder
saved-as = Saved as { $path }
log-failed = The log could not be read. { $why }
log-empty = The log is empty.
log-no-match = No line matches what you chose.
log-show-everything = Show everything
log-lines =
    { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }
log-paused = { $lines } · paused, { $newer } newer
log-following = { $lines } · following
log-scroll = { $lines } · scroll to the end to follow
log-times = Times are yours ({ $zone }); copies and files count in UTC. Files: { $path }
log-list = Log lines
log-gap =
    { $count ->
        [one] { $count } line dropped: more came at once than the log keeps
       *[other] { $count } lines dropped: more came at once than the log keeps
    }
