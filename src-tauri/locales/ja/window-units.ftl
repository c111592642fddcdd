duration-ms = { $value } ms
duration-seconds = { $value } 秒
duration-minutes = { $minutes } 分
duration-minutes-seconds = { $minutes } 分 { $seconds } 秒
duration-hours = { $hours } 時間
duration-hours-minutes = { $hours } 時間 { $minutes } 分

just-now = たった今
seconds-ago = { $seconds } 秒前

yesterday = 昨日 { $time }
day-and-time = { $date } { $time }

at-time = { $time }

percent = { $value }%
range = { $from }～{ $to }

and-more = ほか { $count } 件
