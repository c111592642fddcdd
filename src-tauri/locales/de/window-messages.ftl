### Die Nachrichten zwischen einem Programm und Vigil, auf der Seite des Programms.

messages-title = Nachrichten
messages-about = Was es und { -vigil } einander sagen, so wie es über die Leitung kommt. Nachrichten werden nur behalten, solange du hinsiehst, und nirgends gespeichert.
messages-text = Nachrichten zeigen, die das enthalten
messages-text-here = Nachrichten mit …
messages-way = Welche Richtung
messages-both = Beide Richtungen
messages-from = Vom Programm
messages-to = Zum Programm
messages-kind = Welche Nachrichten
messages-every = Jede Nachricht
messages-no-pings = Alle außer Pings
messages-objections = Begrenzte und abgelehnte
messages-copy = Die gezeigten Nachrichten kopieren, je eine Zeile JSON
messages-none = Seit du das geöffnet hast, wurde nichts gesagt. Nachrichten erscheinen hier, sobald sie kommen.
messages-no-match = Keine Nachricht passt zu deiner Auswahl.
messages-everything = Alles zeigen
messages-list = Nachrichten, älteste zuerst
messages-count =
    { $count ->
        [one] { $count } Nachricht
       *[other] { $count } Nachrichten
    }
messages-following = { $messages } · läuft mit
messages-scroll = { $messages } · zum Mitlaufen ans Ende scrollen
messages-paused = { $messages } · angehalten, { $newer } neuere
messages-gap =
    { $count ->
        [one] { $count } weitere Nachricht, die nicht behalten wurde
       *[other] { $count } weitere Nachrichten, die nicht behalten wurden
    }

## Eine Nachricht

message-from = vom Programm
message-to = zum Programm
message-accepted = angenommen
message-waits = wartet
message-waits-why = Ein Toy muss erst antworten.
message-limited = begrenzt
message-limited-why = { $kind } von Feature { $feature }: Aus { $wished } wurde { $told }.
message-up-to = Du lässt höchstens { $to } zu.
message-range = Du lässt { $from } bis { $to } zu.
message-turned = Du hast es umgedreht.
message-refused = abgelehnt, Code { $code }
message-number = Nachricht { $number } dieser Verbindung
message-answers = beantwortet Nachricht { $number }
message-part = { $part } von { $count } in ihrem Frame
message-binary = kam in einem binären Frame
message-cut = gekürzt: sie hatte { $bytes } Bytes
