"""Words that a data file has in both languages, side by side."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Both(BaseModel):
    """The same words in Chinese and in English.

    Arguments:
        zh: Chinese.
        en: English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, language: str) -> str:
        """Give the words of a language.

        Arguments:
            language: ``zh`` or ``en``.
        """
        return self.zh if language == "zh" else self.en
