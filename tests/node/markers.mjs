// What the service of temporal markers insists on in a file of them: a list of what is wrong.

const MAX_BYTES = 180 * 1024;

export function faultsOf(text) {
  const faults = [];
  const insist = (right, what) => { if (!right) faults.push(what); };
  insist(Buffer.byteLength(text) <= MAX_BYTES, "larger than 180 KB");
  const markers = JSON.parse(text);
  const opening = markers.first_5_seconds ?? {};
  insist(Array.isArray(opening.density_progression), "first_5_seconds.density_progression");
  const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  insist(object(markers.cta_window), "cta_window");
  insist(object(markers.metadata), "metadata");
  const moments = opening.text_moments ?? [];
  const timed = ({ time }) => typeof time === "number" && time >= 0;
  insist(Array.isArray(moments) && moments.every(timed), "first_5_seconds.text_moments[].time");
  return faults;
}
