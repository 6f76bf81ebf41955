import type { Bilingual } from "../method.js";

/** One numbered demand of the interface, which the conformance run tries. */
export interface Clause {
  readonly id: string;
  /** What is tried: that something right is done, or that something wrong is refused. */
  readonly tries: "right" | "wrong";
  readonly text: Bilingual;
}

const clause = (id: string, tries: Clause["tries"], en: string, ja: string): Clause => ({
  id,
  tries,
  text: { en, ja },
});

/** The interface of business systems, clause by clause. A number that was published is never given to another demand. */
export const clauses: readonly Clause[] = [
  clause(
    "1.1",
    "right",
    "The system answers over TLS 1.2 or later with a certificate of its own name.",
    "TLS 1.2以上で、自らの名前の証明書により応答する。",
  ),
  clause("1.2", "wrong", "TLS 1.1 and older is not spoken.", "TLS 1.1以前では接続できない。"),
  clause("1.3", "wrong", "A caller without a certificate gets nothing.", "証明書のない接続元には応答しない。"),
  clause(
    "1.4",
    "wrong",
    "A caller with a certificate of another authority gets nothing.",
    "別の認証局の証明書の接続元には応答しない。",
  ),
  clause(
    "1.5",
    "wrong",
    "A caller whose certificate is right but not the counter's gets 403, for each request, and nothing is changed.",
    "正しい証明書でも窓口システムのものでなければ、どの要求にも403を返し、何も変更しない。",
  ),

  clause(
    "2.1",
    "right",
    "GET /interface gives the description, by its schema.",
    "GET /interface は規定の形式の申告を返す。",
  ),
  clause(
    "2.2",
    "right",
    "The description names this version of the interface.",
    "申告に、この版のインタフェースが含まれる。",
  ),
  clause(
    "2.3",
    "wrong",
    "Any other path or method is answered with 404 or 405.",
    "規定にない要求には404または405を返す。",
  ),

  clause(
    "3.1",
    "right",
    "registered: the user is known from then on, with the fields told.",
    "registered: 利用者を登録し、伝達された項目を保持する。",
  ),
  clause(
    "3.2",
    "right",
    "changed: the fields told replace those told before.",
    "changed: 伝達された項目で置き換える。",
  ),
  clause(
    "3.3",
    "right",
    "stopped: the user is stopped; lifted: not any more.",
    "stopped: 停止する。lifted: 停止を解除する。",
  ),
  clause("3.4", "right", "A stop stays when the user's fields change.", "項目の変更により停止が解除されない。"),
  clause(
    "3.5",
    "right",
    "ended: no resident any more; a later changed says that the user is one again.",
    "ended: 住民でなくなった旨を保持し、後のchangedで元に戻る。",
  ),
  clause(
    "3.6",
    "right",
    "withdrawn: the user is registered no more, and no field is kept.",
    "withdrawn: 利用登録を終了し、項目を保持しない。",
  ),
  clause("3.7", "right", "After a withdrawal the user can be registered again.", "利用終了後に再び登録できる。"),
  clause(
    "3.8",
    "right",
    "A number in the sequence may be missing: the message that had it was refused.",
    "連番の欠番(拒否された情報)を許容する。",
  ),
  clause("3.9", "right", "Messages about one user change no other.", "ある利用者の情報が他の利用者に影響しない。"),

  clause(
    "4.1",
    "right",
    "The same message again is taken again, and changes nothing.",
    "同じ情報の再送を受け付け、状態は変わらない。",
  ),
  clause(
    "4.2",
    "right",
    "The same message twice at the same moment has one effect.",
    "同じ情報が同時に届いても一度だけ反映する。",
  ),
  clause(
    "4.3",
    "wrong",
    "Another message under an id that was used gets 409, and changes nothing.",
    "使用済みの識別子の別の情報には409を返し、何も変更しない。",
  ),
  clause(
    "4.4",
    "wrong",
    "A message older than the last one taken gets 409, and changes nothing: a stop is not undone by what came late.",
    "受け付け済みより古い情報には409を返し、何も変更しない(遅れて届いた情報で停止が解除されない)。",
  ),

  clause(
    "5.1",
    "wrong",
    "A message of another version gets 400, and changes nothing.",
    "別の版の情報には400を返し、何も変更しない。",
  ),
  clause(
    "5.2",
    "wrong",
    "A field that the system did not declare gets the message 400, and is not kept.",
    "申告していない項目を含む情報には400を返し、保持しない。",
  ),
  clause(
    "5.3",
    "wrong",
    "A member that the schema has not gets 400, and changes nothing.",
    "規定にない要素には400を返し、何も変更しない。",
  ),
  clause(
    "5.4",
    "wrong",
    "A message that lacks a member gets 400, and changes nothing.",
    "要素が欠けた情報には400を返し、何も変更しない。",
  ),
  clause(
    "5.5",
    "wrong",
    "A value of another type or kind gets 400, and changes nothing.",
    "型や種別の異なる値には400を返し、何も変更しない。",
  ),
  clause(
    "5.6",
    "wrong",
    "Fields with a kind that carries none get 400, and change nothing.",
    "項目を伴わない種別に項目があれば400を返し、何も変更しない。",
  ),
  clause(
    "5.7",
    "wrong",
    "What is no JSON gets 400, and the next message is taken.",
    "JSONでないものには400を返し、次の情報は受け付ける。",
  ),
  clause(
    "5.8",
    "wrong",
    "More than 65,536 octets get 413 or 400, and the next message is taken.",
    "65,536オクテットを超えるものには413または400を返し、次の情報は受け付ける。",
  ),

  clause("6.1", "right", "Every message is answered within ten seconds.", "10秒以内に応答する。"),
  clause(
    "6.2",
    "wrong",
    "A caller who sends half a message and falls silent holds up nobody else.",
    "途中で止まった接続が他の接続を妨げない。",
  ),
  clause(
    "6.3",
    "wrong",
    "A message whose connection breaks before its end is not taken.",
    "途中で切れた情報は受け付けない。",
  ),

  clause(
    "7.1",
    "right",
    "GET /users/{number} gives the user's state, by its schema and no more.",
    "GET /users/{number} は規定の形式の状態だけを返す。",
  ),
  clause(
    "7.2",
    "wrong",
    "For a number that it was never told of it answers 404.",
    "伝達されていない番号には404を返す。",
  ),
  clause(
    "7.3",
    "right",
    "Refusals of 400 and above carry a reason, by its schema.",
    "400以上の応答は、規定の形式の理由を伴う。",
  ),
];
