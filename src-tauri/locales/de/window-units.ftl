duration-ms = { $value } ms
duration-seconds = { $value } s
duration-minutes = { $minutes } min
duration-minutes-seconds = { $minutes } min { $seconds } s
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes } min

just-now = gerade eben
seconds-ago = vor { $seconds } s

yesterday = gestern { $time }
day-and-time = { $date } { $time }

at-time = um { $time }

percent = { $value } %
range = { $from } bis { $to }

and-more =
    { $count ->
        [one] { $count } weiteres
       *[other] { $count } weitere
    }
