### Durations, times and lists. The numbers come written as the language writes them.

duration-ms = { $value } ms
duration-seconds = { $value } s
duration-minutes = { $minutes } min
duration-minutes-seconds = { $minutes } min { $seconds } s
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes } min

just-now = just now
seconds-ago = { $seconds } s ago

yesterday = yesterday { $time }
day-and-time = { $date } { $time }

# Within a sentence, for a time of today: "Was cut off at 12:03"
at-time = at { $time }

percent = { $value } %
range = { $from } to { $to }

# At the end of a list: "Edge, Solace and 2 more"
and-more = { $count } more
