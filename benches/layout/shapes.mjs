// Shapes that workflows have and generators of random ones miss.
const CHAIN = 200;

export const shapes = {
  // Every state catches to one handler.
  catches: () => shape((add) => { for (let i = 0; i < CHAIN; i++) { if (i + 1 < CHAIN) add(i, i + 1); add(i, CHAIN, 'catch'); } }),
  // Every state leads to the next two.
  ladder: () => shape((add) => { for (let i = 0; i + 2 < CHAIN; i++) { add(i, i + 1, '#1'); add(i, i + 2, 'default'); } }),
  // Two chains with rungs between them.
  rungs: () => shape((add) => { add(0, 1); add(0, 2); for (let i = 1; i + 3 < CHAIN; i += 2) { add(i, i + 2, '#1'); add(i + 1, i + 3, '#1'); add(i, i + 1, 'default'); } }),
  // A Choice of 200 rules, all of which meet again.
  choice: () => shape((add) => { for (let i = 1; i <= 200; i++) { add(0, i, `#${i}`); add(i, 201); } }),
  // A Choice of 30 rules with four states each.
  arms: () => shape((add) => { for (let i = 1; i < 121; i += 4) { add(0, i, `#${i}`); for (let k = 0; k < 3; k++) add(i + k, i + k + 1); add(i + 3, 121); } }),
  chain1000: () => shape((add) => { for (let i = 0; i + 1 < 1000; i++) add(i, i + 1); }),
  chain5000: () => shape((add) => { for (let i = 0; i + 1 < 5000; i++) add(i, i + 1); }),
  // A Map in a Map in a Map, with a state before and after each.
  maps: () => {
    const nodes = [], edges = [], clusters = [];
    const edge = (from, to) => edges.push({ id: `e${edges.length}`, from, to });
    for (let depth = 0; depth < 4; depth++) {
      const parent = depth ? { parent: `m${depth - 1}` } : {};
      nodes.push({ id: `in${depth}`, w: 120, h: 40, ...parent }, { id: `out${depth}`, w: 120, h: 40, ...parent });
      if (depth) edge(`in${depth - 1}`, `in${depth}`), edge(`out${depth}`, `out${depth - 1}`);
      if (depth < 3) clusters.push({ id: `m${depth}`, ...parent });
    }
    edge('in3', 'out3');
    return { nodes, edges, clusters };
  },
};

function shape(fill) {
  const edges = [];
  fill((from, to, label) => edges.push({ id: `e${edges.length}`, from: `s${from}`, to: `s${to}`, ...(label && { label }) }));
  const last = Math.max(...edges.flatMap((edge) => [Number(edge.from.slice(1)), Number(edge.to.slice(1))]));
  const nodes = Array.from({ length: last + 1 }, (_, i) => ({ id: `s${i}`, w: 120, h: 40 }));
  return { nodes, edges, clusters: [] };
}
