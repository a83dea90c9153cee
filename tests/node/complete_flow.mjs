// The old server's whole flow on one link, started in the checkout's root:
//     node complete_flow.mjs https://www.tiktok.com/@user/video/ID
// Results are looked for below RUMIAI_BASE_DIR. The run is asked to end a second after the line with
// STOP_AT came. Prints one JSON object of what it saw.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "./markers.mjs";
import { run } from "./spawned.mjs";

const LINK = /@([^/]+)\/video\/(\d+)/;
const TIMELINES = ["gestureTimeline", "objectTimeline", "textOverlayTimeline"];
const root = process.cwd();
const base = process.env.RUMIAI_BASE_DIR || root;

const expected = (id) => [
  `temp/video-analysis/${id}.json`,
  `unified_analysis/${id}.json`,
  `frame_outputs/${id}_1`,
  `object_detection_outputs/${id}_1/${id}_1_yolo_detections.json`,
  `creative_analysis_outputs/${id}_1/${id}_1_creative_analysis.json`,
  `human_analysis_outputs/${id}_1/${id}_1_human_analysis.json`,
  `enhanced_human_analysis_outputs/${id}/${id}_enhanced_human_analysis.json`,
  `scene_detection_outputs/${id}_1/${id}_1_scenes.json`,
  `insights/${id}`,
];

function filled(unified) {
  const timelines = JSON.parse(readFileSync(unified, "utf8")).timelines ?? {};
  return TIMELINES.filter((name) => {
    const found = timelines[name];
    return found && typeof found === "object" && Object.keys(found).length > 0;
  });
}

async function flow(id) {
  const script = join(root, "run_video_prompts_validated_v2.py");
  const command = `source venv/bin/activate && python ${script} ${id}`;
  const stopAt = process.env.STOP_AT;
  const follow = (text, kill) => { if (stopAt && text.includes(stopAt)) setTimeout(kill, 1000); };
  const done = await run("bash", ["-c", command], { cwd: root, onText: follow });
  const echoed = /ERROR|Traceback/.test(done.stderr) ? done.stderr : "";
  const containing = (mark) => done.chunks.filter((chunk) => chunk.includes(mark)).length;
  const missing = expected(id).filter((path) => !existsSync(join(base, path)));
  const unified = join(base, `unified_analysis/${id}.json`);
  const markers = join(base, `temporal_markers/${id}.json`);
  return {
    code: done.code,
    signal: done.signal,
    chunks: done.chunks.length,
    overflowed: done.overflowed,
    succeeded: containing("✅"),
    failed: containing("❌"),
    echoed,
    last: JSON.parse(done.stdout.trimEnd().split("\n").at(-1) || "null"),
    missing,
    timelines: existsSync(unified) ? filled(unified) : null,
    markerFaults: existsSync(markers) ? faultsOf(readFileSync(markers, "utf8")) : null,
  };
}

const links = process.argv.slice(2);
const found = LINK.exec(links[0] ?? "");
if (links.length !== 1 || !found) {
  console.error("usage: node complete_flow.mjs https://www.tiktok.com/@user/video/ID");
  process.exit(1);
}
process.stdout.write(JSON.stringify(await flow(found[2])));
