notification-stop = Alles stoppen
notification-stop-key = Die Stopptaste { $key } wirkt nicht. Sieh in Vigils Fenster nach.
notification-more =
    { $more ->
        [1] { $sentence } Kurz davor kam eine weitere Meldung. Sie steht in Vigils Fenster.
       *[other] { $sentence } Kurz davor kamen { $more } weitere Meldungen. Sie stehen in Vigils Fenster.
    }
notification-missed =
    { $lost ->
        [1] Eine frühere Benachrichtigung konnte nicht gezeigt werden. Alle Meldungen stehen in Vigils Fenster.
       *[other] { $lost } frühere Benachrichtigungen konnten nicht gezeigt werden. Alle Meldungen stehen in Vigils Fenster.
    }

dialog-save-alerts = Meldungen speichern
dialog-save-log = Log speichern

ended-by-failure =
    Ein Teil von Vigil ist ausgefallen, deshalb hat Vigil sich beendet. Vorher wurde jedes Toy gestoppt.

    Programme können keine Toys bewegen, bis du Vigil wieder startest. Das ist ein Fehler in Vigil selbst: Was geschehen ist, steht im Log; bitte melde ihn.
ended-by-failure-unconfirmed =
    Ein Teil von Vigil ist ausgefallen, deshalb hat Vigil sich beendet. Nicht jedes Toy hat bestätigt, dass es gestoppt hat: Bewegt sich noch eines, schalte es von Hand aus.

    Programme können keine Toys bewegen, bis du Vigil wieder startest. Das ist ein Fehler in Vigil selbst: Was geschehen ist, steht im Log; bitte melde ihn.
