"""What a password must be, in words that Django's own translation lacks."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What is wrong, and what would be right."""
        return f"密码太短，至少要有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """What is asked for."""
        return f"密码至少要有 {self.min_length} 个字符。"
