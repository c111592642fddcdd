### Meldungen: was Vigil getan hat, und warum.

alerts = { -alerts }
alerts-sentence = Was { -vigil } getan hat, und warum. Neueste zuerst.
alerts-read-all = Alle als gelesen markieren
alerts-none = Bisher keine Meldung
alerts-none-sentence = Wenn ein Programm verstummt und { -vigil } die Toys stoppt, steht hier, was passiert ist und warum.
go-to-watch = Zur Wache
alerts-failed = Die Meldungen ließen sich nicht durchsehen. { $why }
alerts-no-match = Keine Meldung passt zu deiner Auswahl.
show-all = Alle zeigen
show-older = Ältere zeigen

alert-line = { $when } · { $cause }
alert-line-unread = { $when } · { $cause } · ungelesen
mark-this-read = Als gelesen markieren: diese Meldung
mark-read = Als gelesen markieren
alert-only-own-toys = Nächstes Mal nur die eigenen Toys stoppen
alert-go-to-limit = Zur Grenze
alert-mute = Nicht mehr melden
alert-unmute = Wieder melden
alert-about = : { $cause }
alert-muted = Wenn das passiert, wird es dir nicht gemeldet: { $cause }. Aufgelistet wird es trotzdem.
alert-toys = Toys, die gestoppt wurden
fact-program = Programm
fact-silent = Stille
fact-limit = Grenze
fact-limit-off = aus
fact-late = { -vigil } reagierte in
alert-times = { $count }-mal, { $when }
alert-pings =
    { $count ->
        [one] der letzte Ping, Abstand höchstens { $longest }
       *[other] die letzten { $count } Pings, Abstand höchstens { $longest }
    }
alert-pings-silence = { $pings }, dann { $silence } Stille
toy-unconfirmed = hat den Stopp nicht bestätigt
toy-untold = es konnte kein Befehl gegeben werden
toy-still = ist still
toy-still-after = still nach { $time }
repeats = Jedes Mal, das letzte zuerst
repeats-earlier = Die letzte davon steht für { $count }: Frühere werden nur gezählt.

alerts-find = Meldungen finden
alerts-search = In Meldungen suchen
alerts-search-here = In Meldungen suchen …
alerts-cause = Ursache
alerts-every-cause = Jede Ursache
alerts-program = Programm
alerts-every-program = Jedes Programm
option-count = { $name } ({ $count })
alerts-found =
    { $count ->
        [one] { $count } Meldung
       *[other] { $count } Meldungen
    }
alerts-found-some =
    { $all ->
        [one] { $found } von { $all } Meldung
       *[other] { $found } von { $all } Meldungen
    }
program-and-page = { $name }, { $origin }

alerts-clear-question = Verlauf löschen
alerts-clear-sure = Alle Meldungen endgültig löschen?
alerts-clear-yes = Alle löschen
alerts-clear-no = Behalten
alerts-clear = Verlauf löschen
alerts-save = Meldungen als Datei speichern
save-as = Speichern als …
save-these-as = Diese speichern als …
export-csv = Tabelle (CSV)
export-csv-use = für eine Tabellenkalkulation
export-json = Daten (JSON)
export-json-use = mit allem, was bekannt ist
alerts-saved =
    { $count ->
        [one] { $count } Meldung wurde gespeichert als { $path }
       *[other] { $count } Meldungen wurden gespeichert als { $path }
    }
