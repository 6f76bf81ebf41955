import type { Handlers } from "../api/call.js";
import { Dispatcher } from "../api/dispatcher.js";
import { ApiServer } from "../api/server.js";
import { auditHandlers } from "../audit/audit-part.js";
import { viewsOf } from "../audit/audit-view.js";
import { isClosedAddress } from "../config/rules.js";
import { formPart } from "../forms/form-part.js";
import { FormPrinter } from "../forms/form-printer.js";
import { PrintDesk } from "../forms/print-desk.js";
import { InitialSetting } from "../keys/initial-setting.js";
import { keyHandlers } from "../keys/key-part.js";
import { offeredKeys } from "../keys/offered-keys.js";
import { menuPart } from "../menu/menu-part.js";
import { Fingerprints } from "../operators/fingerprints.js";
import { LoginMethods } from "../operators/login-methods.js";
import { OperatorCards } from "../operators/operator-cards.js";
import { operatorHandlers } from "../operators/operator-part.js";
import { OperatorRegister } from "../operators/operator-register.js";
import { Operators } from "../operators/operators.js";
import { sessionHandlers } from "../operators/session-part.js";
import { knownTerminals } from "../operators/terminals.js";
import { privacyHandlers } from "../privacy/privacy-part.js";
import { serviceIdHandlers } from "../service-ids/service-id-part.js";
import { ServiceIdPasswords } from "../service-ids/service-id-passwords.js";
import { tuningHandlers } from "../tuning/tuning-part.js";
import { daemonErrors } from "./daemon-errors.js";
import { firstSetting, operatorKeyPlace } from "./first-setting.js";
import { type DaemonOptions, type Endings, type OpenPorts, openPorts } from "./open-ports.js";
import type { DaemonPart } from "./part.js";
import { parts as factories, identifier } from "./parts.js";
import { recordReaders } from "./reader-record.js";
import { RunMark } from "./run-mark.js";

/** Where a running daemon is reached, and by whose certificate it is known. */
export interface DaemonAddress {
  /** `https://host:port`, the counter page. */
  readonly url: string;
  /** `wss://host:port/ws`. */
  readonly wire: string;
  readonly port: number;
  /** Authority of the daemon's certificate, PEM. */
  readonly ca: string;
}

export interface Daemon {
  /** Opens everything and listens. A failure leaves nothing open. */
  start(): Promise<DaemonAddress>;
  /** Lets running calls end and closes everything. Can be called at any time, and again. */
  stop(): Promise<void>;
}

/** The daemon: every part of it put together over the ports that were handed in. */
export function createDaemon(options: DaemonOptions): Daemon {
  let endings: Endings = [];
  const stop = async () => {
    const ending = endings;
    endings = [];
    for (const end of ending.reverse()) await end();
  };
  return {
    async start() {
      try {
        return await assemble(options, endings);
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/** One table of all methods; two parts that answer the same one are a mistake of ours. */
function mergeHandlers(tables: readonly Handlers[]): Handlers {
  const merged: Record<string, unknown> = {};
  for (const [name, handler] of tables.flatMap((table) => Object.entries(table))) {
    if (Object.hasOwn(merged, name)) throw new TypeError(`two parts answer ${name}`);
    merged[name] = handler;
  }
  return merged;
}

async function assemble(options: DaemonOptions, endings: Endings): Promise<DaemonAddress> {
  const { config, clock, random } = options;
  let server: ApiServer | undefined;
  const announcer: OpenPorts["ports"]["announcer"] = {
    announce: (name, params, to) => server?.announce(name, params, to),
    announceEach: (name, paramsFor) => server?.announceEach(name, paramsFor),
  };
  const opened = await openPorts(options, announcer, endings);
  const { ports, sessions, tuning, templateSeal, auditLog, retention, freshAuditKey, vault, identity } = opened;
  const { audit, failures, newId, readers, store } = ports;
  const operators = new Operators({ store, clock, random }, config.login);
  const offered = offeredKeys(config);
  const setting = new InitialSetting({ ...ports, vault, offered });
  await firstSetting(config, ports, opened, setting, operators);

  const mark = new RunMark(config.data);
  await audit.record({
    event: "daemon.start",
    outcome: "ok",
    correlationId: newId(),
    // An address outside the closed network is the municipality's own decision, and on record as one (R-NET-05).
    facts: { afterCleanStop: mark.set(), exposed: !isClosedAddress(config.listen.host) },
  });
  if (freshAuditKey !== undefined) {
    await audit.record({ event: "audit.key-made", outcome: "ok", correlationId: newId(), target: freshAuditKey });
  }
  await auditLog.signHead("start");
  await retention.run();
  endings.push(async () => {
    await retention.settled();
    await audit.record({ event: "daemon.stop", outcome: "ok", correlationId: newId() });
    // The mark goes last: without it, the log must end with the head of a stop.
    await auditLog.signHead("stop");
    mark.clear();
  });

  await readers.start();
  endings.push(() => readers.stop());
  endings.push(recordReaders(ports));

  const municipalities = config.municipalities.map(({ code, name }) => ({ code, name }));
  const menu = menuPart({ ...ports, tuning, municipalities, initialised: (code) => setting.initialised(code) });
  const people = { ...ports, tuning, municipalityNames: municipalities };
  const desk = new PrintDesk({ clock, random });
  const printer = new FormPrinter({ ...people, desk });
  const forms = formPart({ ...people, auditLog, desk, printer });
  const all: readonly DaemonPart[] = [...factories.map((make) => make(ports)), menu, forms];
  for (const part of all) {
    await part.start?.();
    endings.push(async () => part.stop?.());
  }

  const cards = new OperatorCards(ports, {
    aidOf: (code) => config.municipalities.find((one) => one.code === code)?.operatorCard?.aid,
    keys: vault.services((code) => operatorKeyPlace(config, code)),
    operators,
    sessions,
  });
  endings.push(cards.watch());
  const fingerprints = new Fingerprints(ports, {
    seal: templateSeal,
    operators,
    threshold: config.login.fingerprintThreshold,
  });
  const handlers = mergeHandlers([
    ...all.map((part) => part.handlers),
    auditHandlers(auditLog, clock, config.audit, viewsOf(municipalities, config.audit.systemMunicipality)),
    tuningHandlers(people),
    serviceIdHandlers(new ServiceIdPasswords({ store, clock, random }, config.login)),
    privacyHandlers({
      ...people,
      printer,
      identify: identifier(ports),
      history: (...about) => auditLog.about(...about),
    }),
    keyHandlers({ ...ports, setting, vault, offered }),
    operatorHandlers(new OperatorRegister({ store, clock, random }, config.login), ports),
    sessionHandlers({
      ...ports,
      operators,
      sessions,
      terminals: knownTerminals(config.known.terminals),
      login: { methods: new LoginMethods(ports), cards, fingerprints },
      municipalities,
      initialised: (code) => setting.initialised(code),
      onSessionStart: async (session, connection) => {
        for (const part of all) await part.sessionStarted?.(session, connection);
      },
      onSessionEnd: (id) => {
        for (const part of all) part.sessionEnded?.(id);
      },
    }),
  ]);
  server = new ApiServer(config.listen, {
    identity,
    failures,
    newId,
    prints: desk,
    dispatcher: new Dispatcher({ handlers, sessions, operators, setting, audit, failures }),
    health: async () => {
      const ok = readers.service === "up" && auditLog.writable;
      return {
        status: ok ? "ok" : "degraded",
        readers: readers.service,
        audit: auditLog.writable ? "writable" : "unwritable",
      };
    },
    onClose: ({ sessionId }) => {
      if (sessionId !== undefined) sessions.end(sessionId, "disconnected");
    },
  });
  const listening = server;
  try {
    const { host, port } = await listening.start();
    endings.push(() => {
      sessions.endAll("server-stopping");
      return listening.stop();
    });
    const name = host.includes(":") ? `[${host}]` : host;
    return { url: `https://${name}:${port}`, wire: `wss://${name}:${port}/ws`, port, ca: identity.ca };
  } catch (cause) {
    const { host, port } = config.listen;
    throw daemonErrors.error("cannot-listen", { host, port, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}
