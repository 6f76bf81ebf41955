import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import javax.smartcardio.TerminalFactory;

/**
 * A GlobalPlatform host that shares nothing with Madoguchi: the JDK's own PC/SC client and ciphers, and SCP03 (Amendment D 1.2, S8) and SCP02
 * (Card Specification 2.3.1, annex E) written again from the specifications; the card says which it speaks. One command a line on standard input, one answer a line on standard output (`data SW`):
 *
 *   apdu HEX                  as it is
 *   open VERSION LEVEL KEY    INITIALIZE UPDATE and EXTERNAL AUTHENTICATE; all three keys are KEY
 *   send HEX                  through the channel that is open
 *   key P1 VERSION KEY        PUT KEY of three equal keys, AES or Triple DES as the channel has it
 *   reset                     power cycle
 *   connect                   to the card that is in the reader now; the first command does it by itself
 *
 * Run: java GlobalPlatformShell.java READER
 */
public class GlobalPlatformShell {
  static final HexFormat HEX = HexFormat.of().withUpperCase();
  final CardTerminal terminal;
  Card card;
  CardChannel channel;
  byte[] sEnc, sMac, sRmac, dek, chaining;
  int level, counter;
  /** True for SCP02: sEnc, sMac and dek are its session keys, and chaining is the last C-MAC, null before the first. */
  boolean legacy;

  GlobalPlatformShell(CardTerminal terminal) {
    this.terminal = terminal;
  }

  void connect() throws Exception {
    card = terminal.connect("*");
    card.beginExclusive(); // as gp.jar does
    channel = card.getBasicChannel();
  }

  /** Lets go of the card, which may have left the reader by itself. */
  void leave() {
    try {
      if (card != null) {
        card.endExclusive();
        card.disconnect(false);
      }
    } catch (CardException gone) {
      // A card that is out of the reader holds nothing any more.
    }
    card = null;
  }

  static byte[] aes(int mode, byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    return cipher.doFinal(data);
  }

  static byte[] doubled(byte[] block) {
    byte[] out = new byte[16];
    for (int i = 0; i < 16; i++) out[i] = (byte) ((block[i] << 1) | (i < 15 ? (block[i + 1] & 0xff) >> 7 : 0));
    if (block[0] < 0) out[15] ^= (byte) 0x87;
    return out;
  }

  /** AES-CMAC (NIST SP 800-38B). */
  static byte[] cmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    byte[] message = join(parts);
    byte[] k1 = doubled(aes(Cipher.ENCRYPT_MODE, key, new byte[16], new byte[16]));
    boolean whole = message.length > 0 && message.length % 16 == 0;
    byte[] padded = whole ? message : pad(message);
    byte[] last = whole ? k1 : doubled(k1);
    for (int i = 0; i < 16; i++) padded[padded.length - 16 + i] ^= last[i];
    byte[] out = aes(Cipher.ENCRYPT_MODE, key, new byte[16], padded);
    return Arrays.copyOfRange(out, out.length - 16, out.length);
  }

  static byte[] pad(byte[] data) {
    byte[] out = Arrays.copyOf(data, (data.length / 16 + 1) * 16);
    out[data.length] = (byte) 0x80;
    return out;
  }

  static byte[] unpad(byte[] data) {
    int end = data.length - 1;
    while (data[end] == 0) end--;
    return Arrays.copyOf(data, end);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  static byte[] octets(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) out[i] = (byte) values[i];
    return out;
  }

  /** KDF in counter mode (NIST SP 800-108) as Amendment D 4.1.5 fixes it. */
  static byte[] derive(byte[] key, int constant, int bits, byte[] context) throws GeneralSecurityException {
    byte[] out = new byte[0];
    for (int i = 1; out.length * 8 < bits; i++)
      out = join(out, cmac(key, new byte[11], octets(constant, 0, bits >> 8, bits & 0xff, i), context));
    return Arrays.copyOf(out, bits / 8);
  }

  String open(int version, int wanted, byte[] key) throws Exception {
    byte[] host = HEX.parseHex("1122334455667788");
    ResponseAPDU response = channel.transmit(new CommandAPDU(0x80, 0x50, version, 0, host, 256));
    if (response.getSW() != 0x9000) return show(response);
    byte[] data = response.getData();
    legacy = data.length == 28 && data[11] == 2;
    if (legacy) return openLegacy(data, host, wanted, key);
    if (data.length != 29 && data.length != 32) return "INITIALIZE UPDATE gave " + data.length + " octets";
    byte[] context = join(host, Arrays.copyOfRange(data, 13, 21));
    sEnc = derive(key, 4, key.length * 8, context);
    sMac = derive(key, 6, key.length * 8, context);
    sRmac = derive(key, 7, key.length * 8, context);
    dek = key;
    if (!Arrays.equals(derive(sMac, 0, 64, context), Arrays.copyOfRange(data, 21, 29))) return "card cryptogram is wrong";
    chaining = new byte[16];
    counter = 0;
    level = 1;
    response = send(new CommandAPDU(0x84, 0x82, wanted, 0, derive(sMac, 1, 64, context)), false);
    level = wanted;
    return String.format("version=%02X scp=%02X i=%02X ", data[10], data[11], data[12]) + show(response);
  }

  /** Triple DES in CBC with two keys, zero IV; the JDK wants three. */
  static byte[] tripleDes(int mode, byte[] key, byte[] data) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("DESede/CBC/NoPadding");
    byte[] three = join(key, Arrays.copyOf(key, 8));
    cipher.init(mode, new SecretKeySpec(three, "DESede"), new IvParameterSpec(new byte[8]));
    return cipher.doFinal(data);
  }

  static byte[] des(byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("DES/CBC/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Arrays.copyOf(key, 8), "DES"), new IvParameterSpec(iv));
    return cipher.doFinal(data);
  }

  static byte[] pad8(byte[] data) {
    byte[] out = Arrays.copyOf(data, (data.length / 8 + 1) * 8);
    out[data.length] = (byte) 0x80;
    return out;
  }

  /** MAC algorithm 3 of ISO/IEC 9797-1. */
  static byte[] retailMac(byte[] key, byte[] iv, byte[] message) throws GeneralSecurityException {
    byte[] padded = pad8(message);
    byte[] chain = des(key, iv, padded);
    byte[] last = Arrays.copyOfRange(chain, chain.length - 8, chain.length);
    Cipher second = Cipher.getInstance("DES/ECB/NoPadding");
    second.init(Cipher.DECRYPT_MODE, new SecretKeySpec(Arrays.copyOfRange(key, 8, 16), "DES"));
    return des(key, new byte[8], second.doFinal(last));
  }

  static byte[] lastBlock(byte[] blocks) {
    return Arrays.copyOfRange(blocks, blocks.length - 8, blocks.length);
  }

  String openLegacy(byte[] data, byte[] host, int wanted, byte[] key) throws Exception {
    byte[] sequence = Arrays.copyOfRange(data, 12, 14);
    byte[] cardSide = Arrays.copyOfRange(data, 12, 20);
    sEnc = tripleDes(Cipher.ENCRYPT_MODE, key, join(octets(0x01, 0x82), sequence, new byte[12]));
    sMac = tripleDes(Cipher.ENCRYPT_MODE, key, join(octets(0x01, 0x01), sequence, new byte[12]));
    dek = tripleDes(Cipher.ENCRYPT_MODE, key, join(octets(0x01, 0x81), sequence, new byte[12]));
    byte[] expected = lastBlock(tripleDes(Cipher.ENCRYPT_MODE, sEnc, pad8(join(host, cardSide))));
    if (!Arrays.equals(expected, Arrays.copyOfRange(data, 20, 28))) return "card cryptogram is wrong";
    byte[] proof = lastBlock(tripleDes(Cipher.ENCRYPT_MODE, sEnc, pad8(join(cardSide, host))));
    chaining = null;
    level = 1;
    ResponseAPDU response = sendLegacy(new CommandAPDU(0x84, 0x82, wanted, 0, proof), false);
    level = wanted;
    return String.format("version=%02X scp=%02X sequence=%02X%02X ", data[10], data[11], data[12], data[13]) + show(response);
  }

  /** C-MAC over the plain data, encryption after it; responses come as they are. */
  ResponseAPDU sendLegacy(CommandAPDU plain, boolean protect) throws Exception {
    byte[] data = plain.getData();
    int cla = plain.getCLA();
    if ((level & 0x01) != 0) {
      cla |= 4;
      byte[] head = octets(cla, plain.getINS(), plain.getP1(), plain.getP2(), data.length + 8);
      byte[] iv = chaining == null ? new byte[8] : des(sMac, new byte[8], chaining);
      chaining = retailMac(sMac, iv, join(head, data));
      boolean hides = protect && (level & 0x02) != 0 && data.length > 0;
      data = join(hides ? tripleDes(Cipher.ENCRYPT_MODE, sEnc, pad8(data)) : data, chaining);
    }
    int ne = plain.getNe();
    return channel.transmit(ne > 0
        ? new CommandAPDU(cla, plain.getINS(), plain.getP1(), plain.getP2(), data, ne)
        : new CommandAPDU(cla, plain.getINS(), plain.getP1(), plain.getP2(), data));
  }

  byte[] iv(int first) throws GeneralSecurityException {
    byte[] block = new byte[16];
    block[0] = (byte) first;
    for (int i = 0; i < 4; i++) block[15 - i] = (byte) (counter >>> (8 * i));
    return aes(Cipher.ENCRYPT_MODE, sEnc, new byte[16], block);
  }

  ResponseAPDU send(CommandAPDU plain, boolean protect) throws Exception {
    if (legacy) return sendLegacy(plain, protect);
    byte[] data = plain.getData();
    if (protect && (level & 0x02) != 0) {
      counter++;
      if (data.length > 0) data = aes(Cipher.ENCRYPT_MODE, sEnc, iv(0), pad(data));
    }
    if ((level & 0x01) != 0) {
      int lc = data.length + 8;
      byte[] head = octets(plain.getCLA() | 4, plain.getINS(), plain.getP1(), plain.getP2());
      byte[] length = lc < 256 ? octets(lc) : octets(0, lc >> 8, lc & 0xff);
      chaining = cmac(sMac, chaining, head, length, data);
      data = join(data, Arrays.copyOf(chaining, 8));
    }
    int cla = (level & 0x01) != 0 ? plain.getCLA() | 4 : plain.getCLA();
    int ne = plain.getNe();
    CommandAPDU command = ne > 0
        ? new CommandAPDU(cla, plain.getINS(), plain.getP1(), plain.getP2(), data, ne)
        : new CommandAPDU(cla, plain.getINS(), plain.getP1(), plain.getP2(), data);
    ResponseAPDU response = channel.transmit(command);
    return protect ? open(response) : response;
  }

  /** Checks the R-MAC and decrypts, as the level asks for it. */
  ResponseAPDU open(ResponseAPDU response) throws Exception {
    boolean fine = response.getSW() == 0x9000 || response.getSW1() == 0x62 || response.getSW1() == 0x63;
    if ((level & 0x10) == 0 || !fine) return response; // no R-MAC on an error (Amendment D, 6.2.5)
    byte[] data = response.getData();
    if (data.length < 8) throw new IllegalStateException("no R-MAC");
    byte[] body = Arrays.copyOf(data, data.length - 8);
    byte[] status = octets(response.getSW1(), response.getSW2());
    byte[] mac = Arrays.copyOf(cmac(sRmac, chaining, body, status), 8);
    if (!Arrays.equals(mac, Arrays.copyOfRange(data, body.length, data.length))) throw new IllegalStateException("R-MAC is wrong");
    if ((level & 0x20) != 0 && body.length > 0) body = unpad(aes(Cipher.DECRYPT_MODE, sEnc, iv(0x80), body));
    return new ResponseAPDU(join(body, status));
  }

  /** A key under the session's DEK in ECB, block by block, and its check value: the encrypted zero block. */
  byte[] legacyKeyBlock(byte[] key) throws Exception {
    byte[] check = Arrays.copyOf(tripleDes(Cipher.ENCRYPT_MODE, key, new byte[8]), 3);
    byte[] first = tripleDes(Cipher.ENCRYPT_MODE, dek, Arrays.copyOf(key, 8));
    byte[] second = tripleDes(Cipher.ENCRYPT_MODE, dek, Arrays.copyOfRange(key, 8, 16));
    return join(octets(0x80, 16), first, second, octets(3), check);
  }

  byte[] keyBlock(byte[] key) throws Exception {
    if (legacy) return legacyKeyBlock(key);
    byte[] ones = new byte[16];
    Arrays.fill(ones, (byte) 1);
    byte[] check = Arrays.copyOf(aes(Cipher.ENCRYPT_MODE, key, new byte[16], ones), 3);
    byte[] whole = Arrays.copyOf(key, (key.length + 15) / 16 * 16);
    byte[] hidden = aes(Cipher.ENCRYPT_MODE, dek, new byte[16], whole);
    return join(octets(0x88, hidden.length + 1, key.length), hidden, octets(3), check);
  }

  ResponseAPDU putKey(int replaces, int version, byte[] key) throws Exception {
    byte[] block = keyBlock(key);
    return send(new CommandAPDU(0x80, 0xD8, replaces, 0x81, join(octets(version), block, block, block)), true);
  }

  static String show(ResponseAPDU response) {
    return HEX.formatHex(response.getData()) + " " + String.format("%04X", response.getSW());
  }

  String run(String[] words) throws Exception {
    if (words[0].equals("connect")) leave();
    if (card == null) connect();
    switch (words[0]) {
      case "connect":
        return "connected";
      case "apdu":
        return show(channel.transmit(new CommandAPDU(HEX.parseHex(words[1]))));
      case "open":
        return open(Integer.parseInt(words[1], 16), Integer.parseInt(words[2], 16), HEX.parseHex(words[3]));
      case "send":
        return show(send(new CommandAPDU(HEX.parseHex(words[1])), true));
      case "key":
        return show(putKey(Integer.parseInt(words[1], 16), Integer.parseInt(words[2], 16), HEX.parseHex(words[3])));
      case "reset":
        card.endExclusive();
        card.disconnect(true);
        connect();
        return HEX.formatHex(card.getATR().getBytes()) + " " + card.getProtocol();
      default:
        return "unknown command";
    }
  }

  public static void main(String[] args) throws Exception {
    CardTerminal terminal = TerminalFactory.getDefault().terminals().getTerminal(args[0]);
    GlobalPlatformShell shell = new GlobalPlatformShell(terminal);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      try {
        System.out.println(shell.run(line.trim().split(" +")));
      } catch (Exception e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
    shell.leave();
  }
}
