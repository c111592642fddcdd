### What has one name everywhere: in the window, in alerts, in notifications and in the tray.
###
### A person reads "program" (what connects and drives toys), "toy", "page" (a program that is a web page) and "limit"
### (how long a program may be silent). German says Programm, Toy (plural Toys), Webseite, Grenze, and du; Japanese says
### プログラム, トイ, ウェブページ, 制限時間, and です・ます.

-vigil = Vigil

## The places of the window

-watch = Watch
-toys = Toys
-alerts = Alerts
-settings = Settings
-log = Log

## What buttons and parts are called where a sentence names them

-stop-everything = Stop everything
-fire-drill = Fire drill
