// Sums up the .trx files of a test run, over all projects.
//   node eng/tally.mjs FOLDER EXIT_CODE     EXIT_CODE is dotnet test's
// Prints what failed, the ten slowest tests, the ten slowest classes (Concerto.Tests/LongestFirst.cs wants to know them) and, last, `N passed, N failed, N skipped`. Exits 1 unless all went well.
// A test host that crashed, a run that failed without a failing test, and a run without any test each count as one failed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, exitCode] = [process.argv[2], Number(process.argv[3])];

const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const unescape = text => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|quot|apos|amp));/gi, (_, hex, decimal, name) =>
  name ? entities[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)));

/** The elements of one name, as [attributes, content]. They do not nest in themselves in what xunit's adapter writes. */
function* elements(xml, name) {
  const pattern = new RegExp(`<${name}((?:\\s+[\\w:.-]+="[^"]*")*)\\s*(?:/>|>([\\s\\S]*?)</${name}>)`, "g");
  for (const [, attributes, content] of xml.matchAll(pattern)) {
    yield [Object.fromEntries([...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescape(value)])), content ?? ""];
  }
}

const first = (xml, name) => unescape(elements(xml, name).next().value?.[1] ?? "").trim();

/** hh:mm:ss.fffffff in seconds. */
const seconds = duration => (duration ?? "0").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

const tests = [];
const accidents = [];
const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).filter(file => file.endsWith(".trx")) : [];
for (const file of files) {
  const xml = readFileSync(join(folder, file), "utf8");
  for (const [{ testName, outcome, duration }, content] of elements(xml, "UnitTestResult")) {
    tests.push({ name: testName, outcome, seconds: seconds(duration), message: first(content, "Message"), trace: first(content, "StackTrace") });
  }
  for (const [{ outcome }, content] of elements(xml, "RunInfo")) {
    const text = first(content, "Text");
    // xunit also says there, once more, which tests failed.
    if (outcome === "Error" && !text.endsWith("[FAIL]")) accidents.push(text);
  }
}

const passed = tests.filter(test => test.outcome === "Passed");
const skipped = tests.filter(test => test.outcome === "NotExecuted");
const failed = tests.filter(test => !passed.includes(test) && !skipped.includes(test));
if (failed.length + accidents.length === 0) {
  if (tests.length === 0) accidents.push("No test ran.");
  else if (exitCode !== 0) accidents.push(`dotnet test gave up with exit code ${exitCode}.`);
}

const indent = (text, lines) => text.split("\n").slice(0, lines).map(line => `    ${line.trimEnd()}`).join("\n");
for (const test of failed) {
  console.log(`\nFAILED ${test.name}`);
  if (test.message) console.log(indent(test.message, 20));
  // The line of the test itself is what one looks for: our own frames, not those of .NET or of packages (built in /_/).
  const ours = test.trace.split("\n").filter(line => / in (?!\/_\/).+:line \d+/.test(line)).slice(0, 5).map(line => line.trim()).join("\n");
  if (ours) console.log(indent(ours, 5));
}
for (const accident of accidents) console.log(`\nFAILED${indent(accident, 8).slice(3)}`);

const slowest = [...tests].sort((a, b) => b.seconds - a.seconds).slice(0, 10);
if (slowest.length > 0) console.log("\nSlowest:");
for (const test of slowest) console.log(`  ${test.seconds.toFixed(2).padStart(7)} s  ${test.name}`);

const classes = new Map();
for (const { name, seconds } of tests) {
  const ofClass = name.split("(")[0].replace(/\.[^.]*$/, "");
  classes.set(ofClass, (classes.get(ofClass) ?? 0) + seconds);
}
const heaviest = [...classes].sort((a, b) => b[1] - a[1]).slice(0, 10);
if (heaviest.length > 0) console.log("\nSlowest classes:");
for (const [name, sum] of heaviest) console.log(`  ${sum.toFixed(2).padStart(7)} s  ${name}`);

const failures = failed.length + accidents.length;
console.log(`\n${passed.length} passed, ${failures} failed, ${skipped.length} skipped`);
process.exitCode = failures === 0 ? 0 : 1;
