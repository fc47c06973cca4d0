// Builds the site of apps/dashboard, unless that of these very sources is there: what `npm run build` and an image run.
import './machine.mjs';
import { buildDashboard } from './prepare.mjs';

await buildDashboard();
