"""Reviews and the replies to them; written once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from aval.contracts.models import Contract
from aval.kernel.ids import new_id


class Review(models.Model):
    """What one party says about the other after the end of a contract."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_written")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_received")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5_000)
    written_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    """When it opens at the latest, whether the other side has written or not."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "author"], name="review_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="review_stars"),
            models.CheckConstraint(condition=~Q(author=F("subject")), name="review_of_the_other"),
        ]
        indexes = [models.Index(fields=["subject", "-written_at"], name="review_subject")]

    def __str__(self) -> str:
        return f"{self.stars} stars for {self.subject_id}"


class ReviewReply(models.Model):
    """The one reply that the reviewed person may give."""

    review = models.OneToOneField(Review, primary_key=True, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(max_length=2_000)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reply to {self.review_id}"
