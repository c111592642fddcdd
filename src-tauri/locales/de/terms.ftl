### Programm, Toy (Plural Toys), Webseite, Grenze (so lange darf ein Programm still sein); die Person wird geduzt.

-vigil = Vigil

-watch = Wache
-toys = Toys
-alerts = Meldungen
-settings = Einstellungen
-log = Log

-stop-everything = Alles stoppen
-fire-drill = Probealarm
