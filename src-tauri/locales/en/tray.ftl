### The icon in the desktop's tray, and its menu.

tray-starting = Vigil is starting
tray-stopped = Everything is stopped
tray-unread =
    { $count ->
        [one] 1 alert that you have not read
       *[other] { $count } alerts that you have not read
    }
tray-moving =
    { $toys ->
        [one] 1 toy moving
       *[other] { $toys } toys moving
    }, { $programs ->
        [one] 1 program connected
       *[other] { $programs } programs connected
    }
tray-watching =
    { $programs ->
        [one] Watching, 1 program connected
       *[other] Watching, { $programs } programs connected
    }
tray-off = Programs cannot connect

tray-toy-unconfirmed = { $toy }: did not confirm its stop
tray-toy-moving = { $toy }: moving
tray-toy-still = { $toy }: still
tray-toy-lost = { $toy }: lost
tray-toy-connecting = { $toy }: connecting
tray-toy-away = { $toy }: away

tray-show = Show Vigil
tray-programs = Programs
tray-no-program = No program is connected
tray-toys = Toys
tray-no-toy = No toy is known
tray-stop = Stop everything
tray-look = Look why everything is stopped
tray-release = Let programs move toys again
tray-connect = Let programs connect
tray-quit = Stop every toy and quit
