### The key that stops everything whatever program is in front: in Settings, on Watch, under Help and in the first steps.

stop-key = A key that stops everything
stop-key-sentence = Also while another program is in front, such as a game that fills the screen, and while this window is closed. Every toy stops and stays still until you let it move again.
stop-key-choose = Choose a key
stop-key-press = Press the keys
stop-key-held = { $keys }…
stop-key-use = Use { $key }
stop-key-remove = Remove
stop-key-waits = Escape leaves it as it is. If nothing happens, another program has those keys.
stop-key-alone = That key alone would stop everything while you type. Hold Ctrl or Alt down with it.
stop-key-none = That key cannot be used. Letters, digits, F1 to F24, Pause, Insert, Delete and the like can.

stop-key-asked = Your desktop is asked for it, and may want an answer from you.
stop-key-works = It works over every program.
stop-key-shared = It works. Another program has chosen the same key, and hears it as well.
stop-key-desktop = It works. Your desktop has it as { $keys }, and changes it in its settings for the keyboard.
stop-key-desktop-none = It works, but your desktop has no keys for it yet. Choose them in the desktop's settings for the keyboard.
stop-key-taken = It does not work: another program has this key. Choose another one.
stop-key-no-such = It does not work: this keyboard has no such key. Choose another one.
stop-key-desktop-has-none = It does not work: this desktop lets no program have such a key. Its own settings for the keyboard can start "vigil --stop" with a key.
stop-key-refused = It does not work: the desktop did not give it, or you did not want it there. Its own settings for the keyboard can start "vigil --stop" with a key.
stop-key-broken = It does not work: the desktop or the display does not answer. { -vigil } tries again. Until then, only this window and "vigil --stop" stop everything.

stop-key-fails = The stop key { $key } does not work.
stop-key-fails-label = The stop key
stop-key-go-to = Go to the key

stop-key-help = { $key } stops everything while another program is in front. { $state }
stop-key-help-none = A key can stop everything while a game is in front: { $link }.
stop-key-help-choose = choose one

stop-key-offer = A key for an emergency
stop-key-offer-sentence = It stops everything, also while a game fills the screen. You can choose another one in Settings.
