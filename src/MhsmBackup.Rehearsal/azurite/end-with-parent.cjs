// Azurite ends when the process that started it is gone, however that ended: its end of this pipe is closed then.
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
