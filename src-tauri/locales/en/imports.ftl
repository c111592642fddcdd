### What was taken over from another program.

imported =
    { $toys ->
        [one] 1 toy was taken over
       *[other] { $toys } toys were taken over
    }: { $names ->
        [one] 1 name
       *[other] { $names } names
    }, { $limits ->
        [one] 1 toy with limits
       *[other] { $limits } toys with limits
    }, and { $denied } that may not connect.
imported-nothing = The file lists no toy, so nothing was taken over.
imported-lower-ends = The lower end of a limit was not, since only a position has one in Vigil: { $toys }.
imported-unknown =
    { $count ->
        [one] Vigil does not know the kind of 1 toy, and no limits for it.
       *[other] Vigil does not know the kind of { $count } toys, and no limits for it.
    }
imported-kinds = Kinds of toys that it describes hold only if Vigil is started with --user-device-config and this file.
