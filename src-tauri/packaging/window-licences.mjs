// Prints the licences of the npm packages that the window's content is made of: what vite puts into it.
//
// node window-licences.mjs UI_FOLDER

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [ui] = process.argv.slice(2);
/** What is imported at run time, and the run time of what is compiled. */
const inside = ['@tauri-apps/api', 'svelte', 'esm-env', 'clsx'];

for (const name of inside) {
  const folder = join(ui, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^licen[cs]e/i.test(file) && !file.endsWith('.spdx'))
    .sort();
  if (texts.length === 0 && license === undefined) {
    throw new Error(`${name} does not say its licence`);
  }
  console.log('\n======================================================================');
  console.log(`${name} ${version} (npm): ${license}\n`);
  for (const text of texts) {
    console.log(readFileSync(join(folder, text), 'utf8').trim());
  }
}
