package io.github.realtimespring.compatibility.application;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;

/**
 * A payload.
 *
 * @param ticker what is traded
 * @param shares how many
 */
public record Trade(@NotBlank String ticker, @Max(100) int shares) {

}
