### The page of one program.

program-gone = This program is not connected any more
program-gone-sentence = It left before this page was opened.
program-back = Back to Watch
program-left = It is not connected any more, since { $time }. This is what was known of it.
program-left-now = now
program-again = It is connected again
program-about = What is known of it
program-ring-gone = gone
program-watched = Watched
program-moves = Moves
program-moves-nothing = nothing right now
program-moved-nothing = nothing
program-pings = Pings
program-pings-last = { $pings }, the last one { $time } ago
program-longest-gap = Longest silence before a ping
program-rates = Messages a second
program-counting = counting…
program-messages = Messages in all
program-messages-words = { $from } from it, { $to } to it
program-refused = Refused
program-refused-nothing = nothing
program-connected = Connected
program-since = since { $time }, for { $span }
program-page = Web page
program-page-term = Origin
program-address = Address
program-protocol = Protocol
program-protocol-term = version
program-gaps = How long it is silent before a ping

## What can be done

program-stop-toys = Stop its toys
program-hold = Hold it to the limit
program-exempt = Exempt it from the limit
program-toys-still =
    { $count ->
        [one] { $toys } stays still.
       *[other] { $toys } stay still.
    }
program-let-move =
    { $count ->
        [one] Let programs move it again
       *[other] Let programs move them again
    }

## The picture of its silences

gaps-table = Silences before pings
gaps-length = Length
gaps-pings = Pings
gaps-column = { $span }: { $pings }
gaps-count =
    { $count ->
        [one] { $count } ping
       *[other] { $count } pings
    }
gaps-words =
    { $count ->
        [one] { $count } ping, most of them { $span } after the one before.
       *[other] { $count } pings, most of them { $span } after the one before.
    }
gaps-words-limit =
    { $count ->
        [one] { $count } ping, most of them { $span } after the one before. The limit is { $limit }.
       *[other] { $count } pings, most of them { $span } after the one before. The limit is { $limit }.
    }
