### Die Taste, die alles stoppt, egal welches Programm vorn ist.

stop-key = Eine Taste, die alles stoppt
stop-key-sentence = Auch während ein anderes Programm vorn ist, etwa ein Spiel, das den Bildschirm füllt, und während dieses Fenster geschlossen ist. Jedes Toy stoppt und bleibt still, bis du es wieder bewegen lässt.
stop-key-choose = Taste wählen
stop-key-press = Drücke die Tasten
stop-key-held = { $keys }…
stop-key-use = { $key } nehmen
stop-key-remove = Entfernen
stop-key-waits = Escape lässt es, wie es ist. Wenn nichts passiert, hat ein anderes Programm diese Tasten.
stop-key-alone = Allein würde diese Taste alles stoppen, während du schreibst. Halte Strg oder Alt dazu gedrückt.
stop-key-none = Diese Taste geht nicht. Buchstaben, Ziffern, F1 bis F24, Pause, Einfg, Entf und ähnliche gehen.

stop-key-asked = Dein Desktop wird danach gefragt und möchte vielleicht eine Antwort von dir.
stop-key-works = Sie wirkt über jedem Programm.
stop-key-shared = Sie wirkt. Ein anderes Programm hat dieselbe Taste gewählt und hört sie auch.
stop-key-desktop = Sie wirkt. Dein Desktop hat sie als { $keys } und ändert sie in seinen Einstellungen für die Tastatur.
stop-key-desktop-none = Sie wirkt, aber dein Desktop hat noch keine Tasten dafür. Wähle sie in den Tastatureinstellungen des Desktops.
stop-key-taken = Sie wirkt nicht: Ein anderes Programm hat diese Taste. Wähle eine andere.
stop-key-no-such = Sie wirkt nicht: Diese Tastatur hat keine solche Taste. Wähle eine andere.
stop-key-desktop-has-none = Sie wirkt nicht: Dieser Desktop gibt keinem Programm eine solche Taste. Seine eigenen Tastatureinstellungen können „vigil --stop“ mit einer Taste starten.
stop-key-refused = Sie wirkt nicht: Der Desktop hat sie nicht gegeben, oder du wolltest sie dort nicht. Seine eigenen Tastatureinstellungen können „vigil --stop“ mit einer Taste starten.
stop-key-broken = Sie wirkt nicht: Der Desktop oder der Bildschirm antwortet nicht. { -vigil } versucht es wieder. Bis dahin stoppen nur dieses Fenster und „vigil --stop“ alles.

stop-key-fails = Die Stopptaste { $key } wirkt nicht.
stop-key-fails-label = Die Stopptaste
stop-key-go-to = Zur Taste

stop-key-help = { $key } stoppt alles, während ein anderes Programm vorn ist. { $state }
stop-key-help-none = Eine Taste kann alles stoppen, während ein Spiel vorn ist: { $link }.
stop-key-help-choose = wähle eine

stop-key-offer = Eine Taste für den Notfall
stop-key-offer-sentence = Sie stoppt alles, auch während ein Spiel den Bildschirm füllt. In den Einstellungen kannst du eine andere wählen.
