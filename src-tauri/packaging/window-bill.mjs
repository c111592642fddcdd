// Prints the CycloneDX bill of materials of the window's npm packages, the same for each build of one commit.
//
// node window-bill.mjs UI_FOLDER

import { execFileSync } from 'node:child_process';

const [ui] = process.argv.slice(2);
const options = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
const bill = JSON.parse(execFileSync('npm', options, { cwd: ui, encoding: 'utf8', maxBuffer: 64 << 20 }));
// npm makes a new number for each run, and says when that was.
delete bill.serialNumber;
bill.metadata.timestamp = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000).toISOString();
console.log(JSON.stringify(bill, null, 2));
