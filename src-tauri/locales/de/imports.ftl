imported =
    { $toys ->
        [one] 1 Toy wurde übernommen
       *[other] { $toys } Toys wurden übernommen
    }: { $names ->
        [one] 1 Name
       *[other] { $names } Namen
    }, { $limits ->
        [one] 1 Toy mit Höchstwerten
       *[other] { $limits } Toys mit Höchstwerten
    } und { $denied ->
        [one] 1, das sich nicht verbinden darf
       *[other] { $denied }, die sich nicht verbinden dürfen
    }.
imported-nothing = Die Datei nennt kein Toy, deshalb wurde nichts übernommen.
imported-lower-ends = Das untere Ende eines Bereichs wurde nicht übernommen, denn in Vigil hat nur eine Position eines: { $toys }.
imported-unknown =
    { $count ->
        [one] Vigil kennt die Art von 1 Toy nicht und deshalb keine Höchstwerte dafür.
       *[other] Vigil kennt die Art von { $count } Toys nicht und deshalb keine Höchstwerte dafür.
    }
imported-kinds = Arten von Toys, die sie beschreibt, gelten nur, wenn Vigil mit --user-device-config und dieser Datei gestartet wird.
