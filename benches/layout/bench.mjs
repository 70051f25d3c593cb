// Ours beside @dagrejs/dagre, elkjs and Graphviz dot on the same graphs, in one run: time, crossings, edges through nodes,
// total edge length, area.
//   npm install && node bench.mjs [SEED] [GRAPH …]      graphs: G10 G100 C100 G1000 C1000 G5000 chain ladder choice
// Needs a built `signalbox` (SIGNALBOX, else ../../target/release/signalbox) and the generator and checker of
// ../../../shared/bench/layout (or LAYOUT_BENCH). A peer that is not installed, or takes over two minutes, is left out.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const here = path.dirname(fileURLToPath(import.meta.url));
const tools = process.env.LAYOUT_BENCH ?? path.join(here, '../../../shared/bench/layout');
const ours = process.env.SIGNALBOX ?? path.join(here, '../../target/release/signalbox');
const TIME_MAX = 120_000;

const labelSize = (label) => ({ width: 8 + 7 * label.length, height: 16 });

const peers = {
  signalbox: async (graph) => {
    const began = performance.now();
    const run = spawnSync(ours, ['layout'], { input: JSON.stringify(graph), maxBuffer: 1 << 30, encoding: 'utf8' });
    const ms = performance.now() - began;
    if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr);
    return { ms, ...JSON.parse(run.stdout) };
  },
  dagre: async (graph) => {
    const { default: dagre } = await import('@dagrejs/dagre');
    const g = new dagre.graphlib.Graph({ multigraph: true, compound: graph.clusters.length > 0 });
    g.setGraph({ rankdir: 'TB' });
    graph.nodes.forEach((n) => g.setNode(n.id, { width: n.w, height: n.h }));
    graph.clusters.forEach((c) => g.setNode(c.id, {}));
    [...graph.nodes, ...graph.clusters].forEach((n) => n.parent && g.setParent(n.id, n.parent));
    graph.edges.forEach((e) => g.setEdge(e.from, e.to, e.label ? labelSize(e.label) : {}, e.id));
    const began = performance.now();
    dagre.layout(g);
    const ms = performance.now() - began;
    const nodes = g.nodes().map((id) => box(id, g.node(id)));
    const edges = g.edges().map((e) => ({ id: e.name, points: g.edge(e).points.map((p) => [p.x, p.y]) }));
    return { ms, nodes, edges };
  },
  elk: async (graph) => {
    const { default: Elk } = await import('elkjs');
    const children = (parent) => [
      ...graph.clusters.filter((c) => c.parent === parent).map((c) => ({ id: c.id, children: children(c.id) })),
      ...graph.nodes.filter((n) => n.parent === parent).map((n) => ({ id: n.id, width: n.w, height: n.h })),
    ];
    const edges = graph.edges.map((e) => ({ id: e.id, sources: [e.from], targets: [e.to], ...(e.label && { labels: [{ text: e.label, ...labelSize(e.label) }] }) }));
    const root = { id: 'root', children: children(undefined), edges, layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'DOWN', 'elk.hierarchyHandling': 'INCLUDE_CHILDREN', 'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST', 'elk.json.edgeCoords': 'ROOT', 'elk.json.shapeCoords': 'ROOT' } };
    const began = performance.now();
    const drawn = await new Elk().layout(root);
    const ms = performance.now() - began;
    const nodes = [];
    const collect = (n) => n.children?.forEach((c) => { nodes.push({ id: c.id, x: c.x, y: c.y, w: c.width, h: c.height }); collect(c); });
    collect(drawn);
    const line = (s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint].map((p) => [p.x, p.y]);
    return { ms, nodes, edges: drawn.edges.map((e) => ({ id: e.id, points: e.sections.flatMap(line) })) };
  },
  dot: async (graph) => {
    const inch = (px) => px / 72;
    const scope = (parent) => [
      ...graph.clusters.filter((c) => c.parent === parent).map((c) => `subgraph "cluster_${c.id}" { ${scope(c.id)} }`),
      ...graph.nodes.filter((n) => n.parent === parent).map((n) => `"${n.id}" [label="", width=${inch(n.w)}, height=${inch(n.h)}];`),
    ].join('\n');
    const edges = graph.edges.map((e) => `"${e.from}" -> "${e.to}" [id="${e.id}"${e.label ? `, label="${e.label}", fontsize=11` : ''}];`).join('\n');
    const input = `digraph { node [shape=box, fixedsize=true]; edge [arrowhead=none]; ${scope(undefined)} ${edges} }`;
    const began = performance.now();
    const run = spawnSync('dot', ['-Tjson', '-y'], { input, maxBuffer: 1 << 30, encoding: 'utf8', timeout: TIME_MAX });
    const ms = performance.now() - began;
    if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr.slice(0, 80));
    const drawn = JSON.parse(run.stdout);
    const nodes = (drawn.objects ?? []).map((o) => {
      if (o.bb) { const [x0, y0, x1, y1] = o.bb.split(',').map(Number); return { id: o.name.replace(/^cluster_/, ''), x: Math.min(x0, x1), y: Math.min(y0, y1), w: Math.abs(x1 - x0), h: Math.abs(y1 - y0) }; }
      const [x, y] = o.pos.split(',').map(Number);
      return box(o.name, { x, y, width: o.width * 72, height: o.height * 72 });
    });
    return { ms, nodes, edges: drawn.edges.map((e) => ({ id: e.id, points: bezier(e.pos) })) };
  },
};

function box(id, n) {
  return { id, x: n.x - n.width / 2, y: n.y - n.height / 2, w: n.width, h: n.height };
}

// Graphviz draws chains of cubic Bézier curves; sampled, because the checker knows lines.
function bezier(pos) {
  const p = pos.split(' ').filter((s) => !/^[se],/.test(s)).map((s) => s.split(',').map(Number));
  const points = [p[0]];
  for (let i = 0; i + 3 < p.length; i += 3) {
    for (let k = 1; k <= 8; k++) {
      const t = k / 8, u = 1 - t;
      points.push([0, 1].map((d) => u * u * u * p[i][d] + 3 * u * u * t * p[i + 1][d] + 3 * u * t * t * p[i + 2][d] + t * t * t * p[i + 3][d]));
    }
  }
  return points;
}

// Shapes that workflows have and generators of random ones miss.
const shapes = {
  chain: () => shape(200, (n, add) => { for (let i = 0; i < n; i++) { if (i + 1 < n) add(i, i + 1); add(i, n, 'catch'); } }),
  ladder: () => shape(200, (n, add) => { for (let i = 0; i + 2 < n; i++) { add(i, i + 1, '#1'); add(i, i + 2, 'default'); } }),
  choice: () => shape(202, (n, add) => { for (let i = 1; i < n - 1; i++) { add(0, i, `#${i}`); add(i, n - 1); } }),
};

function shape(n, fill) {
  const edges = [];
  fill(n, (from, to, label) => edges.push({ id: `e${edges.length}`, from: `s${from}`, to: `s${to}`, ...(label && { label }) }));
  const last = Math.max(...edges.flatMap((e) => [Number(e.from.slice(1)), Number(e.to.slice(1))]));
  const nodes = Array.from({ length: last + 1 }, (_, i) => ({ id: `s${i}`, w: 120, h: 40 }));
  return { nodes, edges, clusters: [] };
}

function measure(peer, graph) {
  return new Promise((resolve) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { peer, graph }, resourceLimits: { stackSizeMb: 64 } });
    const timer = setTimeout(() => { worker.terminate(); resolve({ error: 'over two minutes' }); }, TIME_MAX);
    const done = (result) => { clearTimeout(timer); resolve(result); worker.terminate(); };
    worker.once('message', done);
    worker.once('error', (error) => done({ error: error.message.slice(0, 60) }));
  });
}

async function main() {
  const { specs, build } = await import(pathToFileURL(path.join(tools, 'gen.mjs')));
  const { check, merge } = await import(pathToFileURL(path.join(tools, 'check.mjs')));
  if (!existsSync(ours)) throw new Error(`build it first: cargo build --release (no ${ours})`);
  const [seed = '0', ...wanted] = process.argv.slice(2);
  const names = wanted.length ? wanted : [...specs.map((s) => s.id), ...Object.keys(shapes)];
  console.log('graph    layout            ms  crossings  through  overlaps     length px    area Mpx');
  for (const name of names) {
    const spec = specs.find((s) => s.id === name);
    const graph = spec ? build({ ...spec, seed: spec.seed + Number(seed) }).graph : shapes[name]();
    for (const peer of Object.keys(peers)) {
      const drawn = await measure(peer, graph);
      if (drawn.error) { console.log(`${name.padEnd(8)} ${peer.padEnd(10)}  ${drawn.error}`); continue; }
      const q = check(merge(drawn, graph));
      const cells = [drawn.ms.toFixed(0), q.crossings, q.throughNodes, q.nodeOverlaps, q.edgeLength, q.areaMpx];
      console.log(name.padEnd(8), peer.padEnd(10), ...cells.map((cell, i) => String(cell).padStart([9, 10, 8, 9, 13, 11][i])));
    }
  }
}

if (isMainThread) await main();
else parentPort.postMessage(await peers[workerData.peer](workerData.graph));
