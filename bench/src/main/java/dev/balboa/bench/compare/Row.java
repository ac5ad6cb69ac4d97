package dev.balboa.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.bench.Implementation;
import java.util.Arrays;

/// One line of the table: Balboa against one peer.
///
/// @param work what was measured
/// @param unit of both figures
/// @param peerName who is compared with
/// @param balboa of Balboa
/// @param peer of the peer, in the same rounds
record Row(String work, String unit, String peerName, Samples balboa, Samples peer) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Whether the peer is only a part of the work that none can leave out.
    boolean isLimit() {
        return Arrays.stream(Implementation.values())
                .anyMatch(peer -> peer.isLimit() && peer.label().equals(peerName));
    }

    /// Median of the peer over median of Balboa: above 1, Balboa needs less. NaN or infinite if
    /// Balboa needs nothing.
    double ratio() {
        return peer.median() / balboa.median();
    }

    /// The quartiles of the ratio taken round by round.
    double[] spread() {
        Samples ratios = peer.over(balboa);
        return new double[] {ratios.quantile(0.25), ratios.quantile(0.75)};
    }

    /// Keys `work`, `balboa`, `peer`, `peer_name`, `ratio`, `spread` (two quartiles of the ratio),
    /// `unit`; a ratio that is not finite is null.
    String toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("work", work)
                .put("balboa", balboa.median())
                .put("peer", peer.median())
                .put("peer_name", peerName);
        put(node, "ratio", ratio());
        double[] spread = spread();
        if (Double.isFinite(spread[0]) && Double.isFinite(spread[1]))
            node.putArray("spread").add(spread[0]).add(spread[1]);
        else node.putNull("spread");
        return node.put("unit", unit).toString();
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) node.put(key, value);
        else node.putNull(key);
    }
}
