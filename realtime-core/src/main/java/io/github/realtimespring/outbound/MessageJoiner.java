package io.github.realtimespring.outbound;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins neighbouring {@linkplain Frame#line lines} into one message, so that everything
 * pending for a session leaves in as few messages as possible.
 */
public final class MessageJoiner {

	private MessageJoiner() {
	}

	/**
	 * Turn frames into the messages to send. A frame that stands alone is passed on as it
	 * is; only neighbours that share a message are copied, into that message.
	 * @param frames the frames, in order
	 * @return the messages, in order
	 */
	public static List<Frame> join(List<Frame> frames) {
		if (frames.size() < 2) {
			return frames;
		}
		List<Frame> messages = new ArrayList<>(frames.size());
		int start = 0;
		while (start < frames.size()) {
			int end = start + 1;
			if (frames.get(start).isJoinable()) {
				while (end < frames.size() && frames.get(end).isJoinable()) {
					end++;
				}
			}
			messages.add((end - start == 1) ? frames.get(start) : concatenate(frames.subList(start, end)));
			start = end;
		}
		return messages;
	}

	private static Frame concatenate(List<Frame> lines) {
		int size = lines.size() - 1;
		for (Frame line : lines) {
			size += line.size();
		}
		byte[] joined = new byte[size];
		int position = 0;
		for (Frame line : lines) {
			if (position > 0) {
				joined[position++] = '\n';
			}
			position = line.copyTo(joined, position);
		}
		return Frame.text(joined);
	}

}
