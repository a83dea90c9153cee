// Starts a program as the old server does, and keeps what it says: chunk by chunk, up to 10 MB.

import { spawn } from "node:child_process";

export const MAX_BUFFER = 10 * 1024 * 1024;
export const TIMEOUT_MS = 1_500_000;

// `onText(text, kill)` sees every chunk of stdout as it comes; each is decoded on its own, so a
// program that does not flush whole lines loses characters here.
export function run(command, args, { cwd, timeoutMs = TIMEOUT_MS, onText = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: process.env, stdio: ["ignore", "pipe", "pipe"] });
    const seen = { code: null, signal: null, chunks: [], stdout: "", stderr: "" };
    seen.timedOut = seen.overflowed = false;
    const kill = () => child.kill("SIGTERM");
    const timer = setTimeout(() => { seen.timedOut = true; kill(); }, timeoutMs);
    child.stdout.on("data", (data) => {
      const text = data.toString();
      seen.chunks.push(text);
      seen.stdout += text;
      if (Buffer.byteLength(seen.stdout) > MAX_BUFFER) { seen.overflowed = true; kill(); }
      onText(text, kill);
    });
    child.stderr.on("data", (data) => { seen.stderr += data.toString(); });
    child.on("error", (error) => { seen.stderr += `Traceback: ${error.message}`; });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ ...seen, code, signal });
    });
  });
}
