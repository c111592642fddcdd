// Makes a story into one HTML file: the Twee source, the official Buttplug client, the keep-alive, and SugarCube.
//
// build.mjs [STORY.twee] [STORY.html]
//
// SugarCube comes with extwee 2.0, which compiles the story; later releases of extwee bring no story format.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import extwee from "extwee";

const { resolve } = createRequire(import.meta.url);
const read = (file) => readFileSync(file, "utf8");
const [source = join(import.meta.dirname, "PingTimeoutExample.twee"), target = source.replace(/\.twee$/, ".html")] =
  process.argv.slice(2);

const client = read(join(dirname(resolve("buttplug/package.json")), "dist/web/buttplug.js"));
const keepAlive = read(join(import.meta.dirname, "../js/keepalive/keepalive.js")).replace(/^export /gm, "");
const format = read(join(dirname(resolve("extwee")), "story-formats/sugarcube-2.31.1/format.js"));

const story = extwee.parseTwee(read(source));
const script = story.getPassagesByTag("script")[0];
script.text = [client, `window.keepAlive = (() => {\n${keepAlive}\nreturn keepAlive;\n})();`, script.text].join("\n");
extwee.writeHTML(target, story, extwee.parseStoryFormat(format));
