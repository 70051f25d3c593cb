// The other layouts, each run in a worker: takes a plain graph, answers its milliseconds and the places of everything.
import { spawnSync } from 'node:child_process';
import { parentPort, workerData } from 'node:worker_threads';

const labelSize = (label) => ({ width: 8 + 7 * label.length, height: 16 });
const within = (list, parent) => list.filter((item) => item.parent === parent);

const peers = {
  async dagre(graph) {
    const { default: dagre } = await import('@dagrejs/dagre');
    const prepare = () => {
      const g = new dagre.graphlib.Graph({ multigraph: true, compound: graph.clusters.length > 0 });
      g.setGraph({ rankdir: 'TB' });
      graph.nodes.forEach((n) => g.setNode(n.id, { width: n.w, height: n.h }));
      graph.clusters.forEach((c) => g.setNode(c.id, {}));
      [...graph.nodes, ...graph.clusters].forEach((n) => n.parent && g.setParent(n.id, n.parent));
      graph.edges.forEach((e) => g.setEdge(e.from, e.to, e.label ? labelSize(e.label) : {}, e.id));
      return g;
    };
    const { ms, result: g } = await best(prepare, (g) => { dagre.layout(g); return g; });
    const nodes = g.nodes().map((id) => box(id, g.node(id)));
    const edges = g.edges().map((e) => ({ id: e.name, points: g.edge(e).points.map((p) => [p.x, p.y]) }));
    return { ms, nodes, edges };
  },

  // With depth-first cycle breaking, which crosses least.
  async elk(graph) {
    const { default: Elk } = await import('elkjs');
    const children = (parent) => [
      ...within(graph.clusters, parent).map((c) => ({ id: c.id, children: children(c.id) })),
      ...within(graph.nodes, parent).map((n) => ({ id: n.id, width: n.w, height: n.h })),
    ];
    const edges = () => graph.edges.map((e) => ({ id: e.id, sources: [e.from], targets: [e.to], ...(e.label && { labels: [{ text: e.label, ...labelSize(e.label) }] }) }));
    const layoutOptions = {
      'elk.algorithm': 'layered', 'elk.direction': 'DOWN', 'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST', 'elk.json.edgeCoords': 'ROOT', 'elk.json.shapeCoords': 'ROOT',
    };
    const elk = new Elk();
    const { ms, result } = await best(() => ({ id: 'root', children: children(undefined), edges: edges(), layoutOptions }), (root) => elk.layout(root));
    const nodes = [];
    const collect = (n) => n.children?.forEach((c) => { nodes.push({ id: c.id, x: c.x, y: c.y, w: c.width, h: c.height }); collect(c); });
    collect(result);
    const line = (s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint].map((p) => [p.x, p.y]);
    return { ms, nodes, edges: result.edges.map((e) => ({ id: e.id, points: e.sections.flatMap(line) })) };
  },

  async dot(graph) {
    const inch = (px) => px / 72;
    const scope = (parent) => [
      ...within(graph.clusters, parent).map((c) => `subgraph "cluster_${c.id}" { ${scope(c.id)} }`),
      ...within(graph.nodes, parent).map((n) => `"${n.id}" [label="", width=${inch(n.w)}, height=${inch(n.h)}];`),
    ].join('\n');
    const edges = graph.edges.map((e) => `"${e.from}" -> "${e.to}" [id="${e.id}"${e.label ? `, label="${e.label}", fontsize=11` : ''}];`).join('\n');
    const input = `digraph { node [shape=box, fixedsize=true]; edge [arrowhead=none]; ${scope(undefined)} ${edges} }`;
    const { ms, result: run } = await best(() => input, (input) => spawnSync('dot', ['-Tjson', '-y'], { input, maxBuffer: 1 << 30, encoding: 'utf8', timeout: workerData.limit }));
    if (run.error?.code === 'ETIMEDOUT') throw new Error(`over ${workerData.limit / 1000} s`);
    if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr.slice(0, 80));
    const drawn = JSON.parse(run.stdout);
    const nodes = (drawn.objects ?? []).map((o) => (o.bb ? cluster(o) : box(o.name, place(o))));
    return { ms, nodes, edges: drawn.edges.map((e) => ({ id: e.id, points: bezier(e.pos) })) };
  },
};

async function best(prepare, run) {
  let ms = Infinity, result;
  const begun = performance.now();
  do {
    const input = prepare();
    const from = performance.now();
    result = await run(input);
    ms = Math.min(ms, performance.now() - from);
  } while (performance.now() - begun < 1000);
  return { ms, result };
}

function box(id, n) {
  return { id, x: n.x - n.width / 2, y: n.y - n.height / 2, w: n.width, h: n.height };
}

function place(object) {
  const [x, y] = object.pos.split(',').map(Number);
  return { x, y, width: object.width * 72, height: object.height * 72 };
}

function cluster(object) {
  const [x0, y0, x1, y1] = object.bb.split(',').map(Number);
  return { id: object.name.replace(/^cluster_/, ''), x: Math.min(x0, x1), y: Math.min(y0, y1), w: Math.abs(x1 - x0), h: Math.abs(y1 - y0) };
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

parentPort.postMessage(await peers[workerData.name](workerData.graph));
