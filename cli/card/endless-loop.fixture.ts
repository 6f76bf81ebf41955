import { FileApplication } from "#simulator/files/file-application.js";

const sound = FileApplication.prototype.process;

/** To be preloaded into the command line: cards whose issuer's applications never come back from GET CHALLENGE. */
FileApplication.prototype.process = function (command) {
  while (command.ins === 0x84);
  return sound.call(this, command);
};
