### Times, dates and lists, as parts of sentences.

seconds = { $value }{"\u00A0"}s
minutes = { $value }{"\u00A0"}min
milliseconds = { $value }{"\u00A0"}ms

day-and-time =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $time }

# "A, B": the next one of a list.
list-next = { $before }, { $next }
# "A, B and C": the last one.
list-last = { $before } and { $next }

# Two whole sentences, one after the other.
two-sentences = { $first } { $second }
