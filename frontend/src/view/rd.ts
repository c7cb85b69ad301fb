// Between the Dutch grid (EPSG:28992, metres) and degrees (WGS84): the polynomials of Schreutelkamp and Strang
// van Hees (2001). Within a metre of the exact transformation on land; enough for a map, not for a surveyor.

type Term = [p: number, q: number, factor: number];

const [X0, Y0] = [155_000, 463_000];
const [LATITUDE0, LONGITUDE0] = [52.1551744, 5.38720621];

const LATITUDE: Term[] = [
  [0, 1, 3235.65389], [2, 0, -32.58297], [0, 2, -0.2475], [2, 1, -0.84978], [0, 3, -0.0655], [2, 2, -0.01709],
  [1, 0, -0.00738], [4, 0, 0.0053], [2, 3, -0.00039], [4, 1, 0.00033], [1, 1, -0.00012],
];
const LONGITUDE: Term[] = [
  [1, 0, 5260.52916], [1, 1, 105.94684], [1, 2, 2.45656], [3, 0, -0.81885], [1, 3, 0.05594], [3, 1, -0.05607],
  [0, 1, 0.01199], [3, 2, -0.00256], [1, 4, 0.00128], [0, 2, 0.00022], [2, 0, -0.00022], [5, 0, 0.00026],
];

const value = (terms: Term[], u: number, v: number): number =>
  terms.reduce((total, [p, q, factor]) => total + factor * u ** p * v ** q, 0);

/** Longitude and latitude of a point in metres. */
export function toDegrees(x: number, y: number): [longitude: number, latitude: number] {
  const [u, v] = [(x - X0) * 1e-5, (y - Y0) * 1e-5];
  return [LONGITUDE0 + value(LONGITUDE, u, v) / 3600, LATITUDE0 + value(LATITUDE, u, v) / 3600];
}
