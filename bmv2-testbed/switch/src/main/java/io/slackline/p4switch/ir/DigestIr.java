package io.slackline.p4switch.ir;

import java.util.List;

/**
 * A digest.
 *
 * @param id unique in the compiled program
 */
public record DigestIr(int id, int index, String name, List<Expr> members, List<Integer> widthsBits) {}
