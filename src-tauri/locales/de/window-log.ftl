### Log: was Vigil tut, im Einzelnen.

log = { -log }
log-sentence = Was { -vigil } tut, im Einzelnen. Nützlich, wenn jemand mit dir einen Fehler sucht.
log-level = Wie viel gezeigt wird
log-level-error = Nur Fehler
log-level-warn = Warnungen und Schlimmeres
log-level-info = Das Übliche
log-level-debug = Mit Einzelheiten
log-level-trace = Alles
log-filter = Zeilen zeigen, die das enthalten
log-filter-here = Zeilen mit …
pause = Anhalten
go-on = Weiter
log-copy = Die gezeigten Zeilen kopieren
copy = Kopieren
log-save = Die gezeigten Zeilen speichern
log-open-folder = Den Ordner mit den Logdateien öffnen
open-folder = Ordner öffnen
saved-as = Gespeichert als { $path }
log-failed = Das Log ließ sich nicht lesen. { $why }
log-empty = Das Log ist leer.
log-no-match = Keine Zeile passt zu deiner Auswahl.
log-show-everything = Alles zeigen
log-lines =
    { $count ->
        [one] { $count } Zeile
       *[other] { $count } Zeilen
    }
log-paused = { $lines } · angehalten, { $newer } neuere
log-following = { $lines } · läuft mit
log-scroll = { $lines } · zum Mitlaufen ans Ende scrollen
log-times = Die Zeiten sind deine ({ $zone }); Kopien und Dateien zählen in UTC. Dateien: { $path }
log-list = Logzeilen
log-gap =
    { $count ->
        [one] { $count } Zeile ausgelassen: Es kamen mehr auf einmal, als das Log behält
       *[other] { $count } Zeilen ausgelassen: Es kamen mehr auf einmal, als das Log behält
    }
