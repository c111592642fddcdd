seconds = { $value }{"\u00A0"}秒
minutes = { $value }{"\u00A0"}分
milliseconds = { $value }{"\u00A0"}ミリ秒

day-and-time = { $year }年{ $month }月{ $day }日 { $time }

list-next = { $before }、{ $next }
list-last = { $before }、{ $next }

two-sentences = { $first }{ $second }
