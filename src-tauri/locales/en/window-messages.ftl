### The messages between a program and Vigil, on the program's page.

messages-title = Messages
messages-about = What it and { -vigil } say to each other, as it comes over the wire. Messages are kept only while you look, and are written nowhere.
messages-text = Show messages that contain
messages-text-here = Show messages that contain…
messages-way = Which way
messages-both = Both ways
messages-from = From the program
messages-to = To the program
messages-kind = Which messages
messages-every = Every message
messages-no-pings = All but pings
messages-objections = Limited and refused
messages-copy = Copy the messages that are shown, a line of JSON each
messages-none = Nothing was said since you opened this. Messages appear here as they come.
messages-no-match = No message matches what you chose.
messages-everything = Show everything
messages-list = Messages, oldest first
messages-count =
    { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }
messages-following = { $messages } · following
messages-scroll = { $messages } · scroll to the end to follow
messages-paused = { $messages } · paused, { $newer } newer
messages-gap =
    { $count ->
        [one] { $count } more message that was not kept
       *[other] { $count } more messages that were not kept
    }

## One message

message-from = from the program
message-to = to the program
message-accepted = accepted
message-waits = waits
message-waits-why = A toy has to answer first.
message-limited = limited
message-limited-why = { $kind } of feature { $feature }: { $wished } became { $told }.
message-up-to = You let it go up to { $to }.
message-range = You let it go from { $from } to { $to }.
message-turned = You turned it round.
message-refused = refused, code { $code }
message-number = Message { $number } of this connection
message-answers = answers message { $number }
message-part = { $part } of { $count } in its frame
message-binary = came in a binary frame
message-cut = cut: it had { $bytes } bytes
