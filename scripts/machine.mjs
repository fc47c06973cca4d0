// Stops, with a sentence, on a machine that cannot run Tickermill. Imported first, so that nothing fails in a stranger way
// before it; hence no syntax here that an old Node does not know.
const [major, minor] = process.versions.node.split('.').map(Number);
// 21 and early 22 cannot `require` an ES module, which mocha and Prisma do.
const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
const platform = `${process.platform}-${process.arch}`;

if (!fits) {
  stop(
    `Tickermill needs Node.js 20.19 or newer (of 22: 22.12 or newer). This is ${process.versions.node}.`,
    'Install a current one from https://nodejs.org, or with your version manager, then run the command again.',
  );
}
if (!['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'].includes(platform)) {
  stop(
    `Tickermill runs on Linux and macOS, on x64 and arm64. This is ${platform}.`,
    'On Windows, run it inside WSL (https://learn.microsoft.com/windows/wsl/install).',
  );
}

function stop(reason, remedy) {
  console.error(`\n  ✗ ${reason}\n    ${remedy}\n`);
  process.exit(1);
}
