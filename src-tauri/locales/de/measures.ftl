seconds = { $value }{"\u00A0"}s
minutes = { $value }{"\u00A0"}min
milliseconds = { $value }{"\u00A0"}ms

day-and-time =
    { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year }, { $time }

list-next = { $before }, { $next }
list-last = { $before } und { $next }

two-sentences = { $first } { $second }
