// Fails if package-lock.json lacks an optional package that one of its packages names. A registry with holes leaves such
// locks behind, mostly without the binaries of another platform, and `npm ci` then fails there.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const parent = (place) => place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')));

function isLocked(from, name) {
  for (let place = from; ; place = parent(place)) {
    if (packages[`${place && `${place}/`}node_modules/${name}`]) return true;
    if (!place) return false;
  }
}

const holes = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(place, name))
    .map((name) => `${place || 'package.json'} → ${name}`),
);
for (const hole of holes) console.error(hole);
if (holes.length > 0) {
  console.error(
    '\npackage-lock.json lacks these. Pin a version whose platform packages are all published, then install again.',
  );
  process.exit(1);
}
