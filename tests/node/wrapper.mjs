// The caller that wraps the runner:
//     node wrapper.mjs RUNNER INPUT     run, follow the progress, read the JSON
//     node wrapper.mjs --check          is the package there
// Prints one JSON object of what it understood.

import { run } from "./spawned.mjs";

const PROGRESS = /📊\s+(\w+)\.{3}\s+\((\d+)%\)/;
const FAILURES = { 1: "general", 2: "invalid_arguments", 3: "api_failure", 4: "ml_failure" };
const python = process.env.PYTHON_CMD || "python3";

// From the first line that starts with a brace to the end, whatever comes before.
export function parsed(stdout) {
  const lines = stdout.split("\n");
  const first = lines.findIndex((line) => line.startsWith("{"));
  if (first < 0) throw new Error("no line of stdout starts with a brace");
  return JSON.parse(lines.slice(first).join("\n"));
}

async function analyze(runner, input) {
  const progress = [];
  const follow = (text) => {
    for (const line of text.split("\n")) {
      const found = PROGRESS.exec(line);
      if (found) progress.push([found[1], Number(found[2])]);
    }
  };
  const done = await run(python, [runner, input, "--output-format", "json"], { onText: follow });
  const bytes = Buffer.byteLength(done.stdout);
  const told = { code: done.code, signal: done.signal, progress, bytes, stderr: done.stderr };
  if (done.code === 0) return { ...told, result: parsed(done.stdout) };
  return { ...told, failure: FAILURES[done.code] ?? "unknown", result: parsed(done.stdout) };
}

async function check() {
  const done = await run(python, ["-c", "import rumiai_v2"]);
  return { available: done.code === 0, stderr: done.stderr };
}

const [first, second] = process.argv.slice(2);
const told = first === "--check" ? await check() : await analyze(first, second);
process.stdout.write(JSON.stringify(told));
